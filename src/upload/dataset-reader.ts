/**
 * Reads uploaded files in a child process, one at a time. A file that takes too much memory or time ends the child, but
 * does not harm the API or block its event loop. The child starts at the first upload and ends when idle or too large.
 */
import { type ChildProcess, fork } from 'node:child_process'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DatasetSpec } from '../data/spec.ts'
import type { EncodedDataset } from '../data/stored/encoded-dataset.ts'
import { Problem } from '../errors.ts'
import type { ReadAnswer, ReadRequest } from './protocol.ts'
import { removeFolder, removeLeftFolders, temporaryFolder } from './temporary-folder.ts'

export interface UploadedFile {
  path: string
  name: string | null // as uploaded
}

export interface DatasetReader {
  /**
   * Runs one upload, from its first byte to the end. Uploads at once are limited, because they fill the disk.
   *
   * @throws Problem busy
   */
  admit<T>(upload: () => Promise<T>): Promise<T>
  /** @throws Problem invalid-dataset; too-large, also if reading takes too much memory or time */
  read(spec: DatasetSpec, file: UploadedFile): Promise<EncodedDataset>
  close(): Promise<void>
}

export interface ReaderLimits {
  memoryBytes: number // memory of the child
  readMs: number
  idleMs: number
  uploadsAtOnce: number
}

const keptBytes = 2 ** 29 // a child that has grown larger is not used again
const watchMs = 50
const entry = fileURLToPath(new URL('./child.js', import.meta.url))

/** DuckDB may take 3 GB and the columns 1 GB more, but only part of the memory of this machine or container. */
const machineBytes = Math.min(os.totalmem(), process.constrainedMemory() || Infinity)
const defaultLimits: ReaderLimits = {
  memoryBytes: Math.min(6 * 2 ** 30, 0.7 * machineBytes),
  readMs: 300_000,
  idleMs: 10_000,
  uploadsAtOnce: 8,
}

export function createDatasetReader(given: Partial<ReaderLimits> = {}): DatasetReader {
  const limits = { ...defaultLimits, ...given }
  const cleaned = removeLeftFolders()
  let child: Promise<Child> | null = null
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let uploads = 0

  const end = async () => {
    clearTimeout(idle)
    const ending = child
    child = null
    await (await ending)?.end()
  }

  const readNow = async (spec: DatasetSpec, file: UploadedFile): Promise<EncodedDataset> => {
    clearTimeout(idle)
    await cleaned
    child ??= startChild()
    const current = await child
    const resultPath = path.join(current.folder, 'result')
    try {
      const request = { spec, path: file.path, name: file.name, resultPath }
      const answer = await current.ask(request, limits)
      if (answer.type === 'refused') throw new Problem(answer.problem, answer.detail, answer.faults)
      if (answer.type === 'broken') throw new Error(answer.message)
      return { ...answer.dataset, bytes: await fs.readFile(resultPath) }
    } finally {
      await fs.rm(resultPath, { force: true })
      if (current.isGone() || (await current.memoryBytes()) > keptBytes) await end()
      else idle = setTimeout(() => void end(), limits.idleMs).unref()
    }
  }

  return {
    async admit(upload) {
      if (uploads >= limits.uploadsAtOnce) {
        throw new Problem('busy', `${uploads} datasets are being uploaded: try again in a moment.`)
      }
      uploads++
      try {
        return await upload()
      } finally {
        uploads--
      }
    },
    read(spec, file) {
      const reading = last.then(() => readNow(spec, file))
      last = reading.catch(() => {}) // the caller of this reading gets its error
      return reading
    },
    close: end,
  }
}

interface Child {
  folder: string // its temporary files, removed with the child
  ask(request: ReadRequest, limits: ReaderLimits): Promise<ReadAnswer>
  memoryBytes(): Promise<number>
  isGone(): boolean
  end(): Promise<void>
}

async function startChild(): Promise<Child> {
  const folder = await temporaryFolder()
  // detached, because the API handles Ctrl-C in a terminal
  const forked = fork(entry, [], {
    serialization: 'advanced',
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, TMPDIR: folder },
  })
  const exited = new Promise<string>((resolve) => {
    forked.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    forked.once('error', (error) => resolve(error.message))
  })
  let isGone = false
  void exited.then(() => {
    isGone = true
  })
  // an idle child must not keep the process alive
  forked.unref()
  forked.channel?.unref()
  const memoryBytes = () => residentBytes(forked)
  return {
    folder,
    memoryBytes,
    isGone: () => isGone,
    ask: (request, limits) => withinLimits({ forked, exited, memoryBytes }, request, limits),
    async end() {
      forked.kill('SIGKILL')
      await exited
      await removeFolder(folder)
    },
  }
}

/** Kills the child if it exceeds a limit. A child that ended on its own is taken to have run out of memory. */
async function withinLimits(
  child: { forked: ChildProcess; exited: Promise<string>; memoryBytes(): Promise<number> },
  request: ReadRequest,
  { memoryBytes, readMs }: ReaderLimits,
): Promise<ReadAnswer> {
  const { forked, exited } = child
  let why = 'its reader ended'
  const kill = (reason: string) => {
    why = reason
    forked.kill('SIGKILL')
  }
  const limitText = `${Math.round(memoryBytes / 2 ** 20)} MiB`
  const watch = setInterval(async () => {
    if ((await child.memoryBytes()) > memoryBytes)
      kill(`more than ${limitText} of memory to read it`)
  }, watchMs)
  const timer = setTimeout(() => kill(`more than ${readMs / 1_000} s to read it`), readMs)
  let hear = (_: ReadAnswer) => {}
  const answered = new Promise<ReadAnswer>((resolve) => {
    hear = resolve
  })
  forked.once('message', hear)
  try {
    forked.send(request, () => {}) // if this fails, the child has ended
    const gone = exited.then((how): ReadAnswer => {
      const detail = why === 'its reader ended' ? `${why} (${how}): it takes too much memory` : why
      return {
        type: 'refused',
        problem: 'too-large',
        detail: `The file cannot be read: ${detail}.`,
        faults: [{ pointer: '/file', detail }],
      }
    })
    return await Promise.race([answered, gone])
  } finally {
    clearInterval(watch)
    clearTimeout(timer)
    forked.off('message', hear)
  }
}

/** Resident memory of the process in bytes; 0 on systems other than Linux. */
async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await fs.readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
}
