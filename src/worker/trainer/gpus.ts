/** The GPUs that trainers may take. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface Gpu {
  id: string // as CUDA_VISIBLE_DEVICES names it
  name: string
  memoryBytes: number
}

/** Trainers that share a GPU by default: one alone leaves it idle while its thread starts the next ops. */
const trainersPerGpu = 4

/** Share of a GPU's memory that its trainers may take together; the driver needs some. */
const memoryShare = 0.85

/** @returns  those of CUDA_VISIBLE_DEVICES where it is set, else all; none where the driver or its nvidia-smi is missing */
export async function visibleGpus(env: Record<string, string | undefined>): Promise<Gpu[]> {
  const query = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits']
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query)
    return parseGpus(stdout, env.CUDA_VISIBLE_DEVICES)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // not installed, or installed without a driver that works
    if (code === 'ENOENT' || typeof code === 'number') return []
    throw error
  }
}

/**
 * @param listed   lines of `index, uuid, name, MiB`
 * @param visible  CUDA_VISIBLE_DEVICES: indices or UUIDs; what follows an unknown one does not count, as with CUDA
 */
export function parseGpus(listed: string, visible: string | undefined): Gpu[] {
  const all = listed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const parts = line.split(',').map((part) => part.trim())
      const [id, uuid, name, mebibytes] = parts as [string, string, string, string]
      return { id, uuid, name, memoryBytes: Number(mebibytes) * 2 ** 20 }
    })
  const withoutUuid = ({ uuid: _, ...gpu }: (typeof all)[number]): Gpu => gpu
  if (visible === undefined) return all.map(withoutUuid)
  const chosen: Gpu[] = []
  for (const id of visible.split(',').map((part) => part.trim())) {
    const gpu = all.find((one) => one.id === id || (id !== '' && one.uuid.startsWith(id)))
    if (!gpu) break
    chosen.push({ ...withoutUuid(gpu), id })
  }
  return chosen
}

/** How many trainers there are by default, on GPUs or on so many cores. */
export function defaultTrainers(gpus: readonly Gpu[], cores: number): number {
  return gpus.length > 0 ? gpus.length * trainersPerGpu : cores
}

/** Which GPU the trainer at a place takes, and how much of its memory; they take turns. */
export function assignGpu(
  place: number,
  { gpus, trainers }: { gpus: readonly Gpu[]; trainers: number },
): Gpu | null {
  const gpu = gpus[place % gpus.length]
  if (!gpu) return null
  const sharing = Math.ceil(trainers / gpus.length)
  return { ...gpu, memoryBytes: Math.floor((memoryShare * gpu.memoryBytes) / sharing) }
}
