/** Finds the GPUs that trainers may use, and assigns trainers to them. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface Gpu {
  id: string // index or UUID, as in CUDA_VISIBLE_DEVICES
  name: string
  memoryBytes: number
}

/** Default number of trainers per GPU: a single one leaves the GPU idle while its thread starts the next ops. */
const trainersPerGpu = 4

/** Share of a GPU's memory that its trainers may use together; the driver needs the rest. */
const memoryShare = 0.85

/** @returns  the GPUs in CUDA_VISIBLE_DEVICES if it is set, else all; empty if the driver or nvidia-smi is missing */
export async function visibleGpus(env: Record<string, string | undefined>): Promise<Gpu[]> {
  const query = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits']
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query)
    return parseGpus(stdout, env.CUDA_VISIBLE_DEVICES)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // not installed, or without a working driver
    if (code === 'ENOENT' || typeof code === 'number') return []
    throw error
  }
}

/**
 * @param listed   lines of `index, uuid, name, MiB`
 * @param visible  CUDA_VISIBLE_DEVICES: indices or UUIDs; as in CUDA, those after an unknown one are ignored
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

/** Default number of trainers, from the GPUs if there are any, otherwise from the CPU cores. */
export function defaultTrainers(gpus: readonly Gpu[], cores: number): number {
  return gpus.length > 0 ? gpus.length * trainersPerGpu : cores
}

/** Assigns GPUs to trainers in turn, with each trainer's share of the GPU's memory. */
export function assignGpu(
  place: number,
  { gpus, trainers }: { gpus: readonly Gpu[]; trainers: number },
): Gpu | null {
  const gpu = gpus[place % gpus.length]
  if (!gpu) return null
  const sharing = Math.ceil(trainers / gpus.length)
  return { ...gpu, memoryBytes: Math.floor((memoryShare * gpu.memoryBytes) / sharing) }
}
