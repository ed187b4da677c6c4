/** Starts a process that trains on demand: it is prepared once, then timed in turns with the others. */
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Contender {
  prepare(request: object): Promise<void>
  /** Trains this many epochs, and returns the seconds that they took. */
  train(epochs: number): Promise<number>
  stop(): void
}

export type Device = 'cpu' | 'gpu'

export function startOurs(device: Device = 'cpu', env = process.env): Contender {
  const script = fileURLToPath(new URL('./ours.js', import.meta.url))
  return start(spawn(process.execPath, [script, device], { stdio: pipes, env }))
}

export function startPeer(python: string, device: Device = 'cpu', env = process.env): Contender {
  const script = path.resolve('bench', 'engine', 'peer.py')
  return start(spawn(python, [script, device], { stdio: pipes, env }))
}

const pipes: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe']

function start(child: ChildProcess): Contender {
  const answers: string[] = []
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = []
  let rest = ''
  child.stdout!.on('data', (chunk) => {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop()!
    for (const line of lines.filter((one) => one.startsWith('{'))) {
      const waiter = waiting.shift()
      if (waiter) waiter.resolve(line)
      else answers.push(line)
    }
  })
  let lastWords = ''
  child.stderr!.on('data', (chunk) => {
    process.stderr.write(chunk)
    lastWords = String(chunk).trimEnd().split('\n').at(-1)!
  })
  let ended: Error | null = null
  child.once('close', (code) => {
    ended = new Error(`a contender ended with exit code ${code}: ${lastWords}`)
    for (const { reject } of waiting) reject(ended)
  })
  child.stdin!.on('error', () => {}) // the process has ended; `exit` is handled above
  const ask = async (request: object): Promise<Record<string, number>> => {
    if (ended) throw ended
    child.stdin!.write(`${JSON.stringify(request)}\n`)
    const known = answers.shift()
    const line =
      known ?? (await new Promise<string>((resolve, reject) => waiting.push({ resolve, reject })))
    return JSON.parse(line) as Record<string, number>
  }
  return {
    prepare: async (request) => void (await ask(request)),
    train: async (epochs) => (await ask({ epochs })).seconds!,
    stop: () => void child.kill(),
  }
}
