/**
 * Reads uploaded files in a child process, one at a time: a file can end the child, by memory or by time, but neither
 * the API nor its event loop. The child is started at the first upload and ended when it idles or has grown.
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
  name: string | null // as it was uploaded
}

export interface DatasetReader {
  /**
   * Runs one upload, from its first byte to the end; so many at once are admitted, since they fill the disk.
   *
   * @throws Problem busy
   */
  admit<T>(upload: () => Promise<T>): Promise<T>
  /** @throws Problem invalid-dataset, too-large: also for what takes too much memory or time to read */
  read(spec: DatasetSpec, file: UploadedFile): Promise<EncodedDataset>
  close(): Promise<void>
}

export interface ReaderLimits {
  memoryBytes: number // of the child
  readMs: number
  idleMs: number
  uploadsAtOnce: number
}

const keptBytes = 2 ** 29 // a child that has grown beyond is not used again
const watchMs = 50
const entry = fileURLToPath(new URL('./child.js', import.meta.url))

/** DuckDB may take 3 GB, the columns 1 GB more; never more than most of what this machine or container has. */
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
      last = reading.catch(() => {}) // told to whoever waits for this one
      return reading
    },
    close: end,
  }
}

interface Child {
  folder: string // its temporary files: they are removed with it
  ask(request: ReadRequest, limits: ReaderLimits): Promise<ReadAnswer>
  memoryBytes(): Promise<number>
  isGone(): boolean
  end(): Promise<void>
}

async function startChild(): Promise<Child> {
  const folder = await temporaryFolder()
  // detached: Ctrl-C in a terminal is the API's to handle
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

/** Kills the child where it goes beyond a limit; a child that has ended by itself had no memory left. */
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
    forked.send(request, () => {}) // where it fails, the child has ended
    const gone = exited.then((how): ReadAnswer => {
      const detail = why === 'its reader ended' ? `${why} (${how}): it takes too much memory` : why
      return {
        type: 'refused',
        problem: 'too-large',
        detail: `The file cannot be read here: ${detail}.`,
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

/** What the process holds in memory; 0 where only Linux could say. */
async function residentBytes({ pid }: ChildProcess): Promise<number> {
  const status = await fs.readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return 1_024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
}
