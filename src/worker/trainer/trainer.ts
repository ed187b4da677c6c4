/** A trainer child as the supervisor sees it: started, asked to train, ended; TensorFlow lives only in the child. */

import { type ChildProcess, fork } from 'node:child_process'
import readline from 'node:readline'
import type { MeasuredGroup } from '../../db/tables/lane-rates.ts'
import type { EpochMetrics } from '../../epoch-metrics.ts'
import type { FromTrainer, ToTrainer, TrainEnd, TrainerBackend, TrainRequest } from './protocol.ts'

/** The child is gone; what it trained may be tried again. */
export class TrainerDied extends Error {
  /** Was it ended because it took more memory than it may? A trial that it trained alone is the reason. */
  readonly isOutOfMemory: boolean

  constructor(how: string, why: EndedFor | null = null) {
    super(`trainer ended: ${why === 'hung' ? 'it did not move any more' : how}`)
    this.name = 'TrainerDied'
    this.isOutOfMemory = why === 'out-of-memory'
  }
}

/** Why the supervisor ended it. */
type EndedFor = 'out-of-memory' | 'hung'

/** What a trainer that trains was heard to say. */
export interface Heard {
  at: number // performance.now() of its last word, or of when it was given its group
  busy: { expectedMs: number | null } | null // what it said then: see `busy` in protocol.ts
}

export interface TrainListener {
  /** Resolves, whatever happens, when it is known whether the trial goes on: its training may wait for that. */
  epochs(epochs: EpochMetrics[]): Promise<void>
  checkpoint(checkpoint: Uint8Array): void
}

export interface Trainer {
  backend: TrainerBackend
  pid: number
  /** Trains a group; each trial's end comes by itself, TrainerDied when the child ends before. */
  train(requests: readonly ListenedRequest[]): Promise<Trained>[]
  /** Takes effect after the running epoch; no answer but the end of `train`. */
  end(key: string, how: 'release' | 'discard' | 'prune'): void
  /** Resolves when the child is gone, whatever ended it. */
  died: Promise<void>
  kill(): void
  /** Kills it, and says why to those who wait for what it trains. */
  endFor(why: EndedFor): void
  /** Null: it trains nothing. */
  heard(): Heard | null
}

export interface ListenedRequest {
  request: TrainRequest
  listener: TrainListener
}

export interface Trained {
  end: TrainEnd
  durationMs: number
}

/** TensorFlow may have to be read from a slow disk. */
const startMs = 300_000

/** A process that was killed is gone by then, or does not end: then it is not waited for. */
const killMs = 5_000

interface ChildState {
  endedFor: EndedFor | null
  heard: Heard
  isGone(): void
}

interface Running {
  listener: TrainListener
  resolve(result: Trained): void
  reject(error: Error): void
}

/**
 * Starts a child and waits until it can train.
 *
 * @param entry   path of the trainer's main module
 * @param on  `line`: what TensorFlow prints; a child that dies says its last lines in the error too
 * @throws TrainerDied when it ends before it is ready
 */
export function startTrainer(
  entry: string,
  env: Record<string, string>,
  on: { line?(line: string): void; rate?(rate: MeasuredGroup): void } = {},
): Promise<Trainer> {
  // Ctrl-C in a terminal reaches the whole group: detached, so that the supervisor alone decides how a trainer ends
  const child = fork(entry, [], {
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  const lastLines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    readline.createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line)
      if (lastLines.length > 5) lastLines.shift()
      on.line?.(line)
    })
  }
  const running = new Map<string, Running>()
  return new Promise((resolve, reject) => {
    const state: ChildState = {
      endedFor: null,
      heard: { at: performance.now(), busy: null },
      isGone() {},
    }
    const died = new Promise<void>((gone) => {
      const onGone = (how: string) => {
        const error = new TrainerDied([how, ...lastLines].join('\n'), state.endedFor)
        reject(error)
        for (const one of running.values()) one.reject(error)
        running.clear()
        gone()
      }
      state.isGone = () => onGone('SIGKILL, without effect yet')
      child.once('exit', (code, signal) => onGone(signal ?? `exit code ${code}`))
      child.once('error', (error) => onGone(error.message))
    })
    const tooLate = setTimeout(() => {
      child.kill('SIGKILL')
      state.isGone()
    }, startMs)
    void died.then(() => clearTimeout(tooLate))
    child.on('message', (raw) => {
      const message = raw as FromTrainer
      const busy = message.type === 'busy' ? { expectedMs: message.expectedMs } : null
      state.heard = { at: performance.now(), busy }
      if (message.type === 'alive' || message.type === 'busy') return
      if (message.type === 'ready') {
        clearTimeout(tooLate)
        const { type: _, ...backend } = message
        resolve(createTrainer(child, running, backend, { died, state }))
        return
      }
      if (message.type === 'rate') {
        const { type: _, ...rate } = message
        on.rate?.(rate)
        return
      }
      const one = running.get(message.key)
      if (!one) return
      if (message.type === 'epochs') {
        const { key, awaitsVerdict } = message
        const judged = one.listener.epochs(message.epochs)
        if (awaitsVerdict) void judged.then(() => sendTo(child, { type: 'judged', key }))
      } else if (message.type === 'checkpoint') one.listener.checkpoint(message.checkpoint)
      else {
        running.delete(message.key)
        one.resolve({ end: message.end, durationMs: message.durationMs })
      }
    })
  })
}

/** A send that fails means that the child is going: `exit` follows and settles what runs. */
function sendTo(child: ChildProcess, message: ToTrainer): void {
  if (child.connected) child.send(message, () => {})
}

function createTrainer(
  child: ChildProcess,
  running: Map<string, Running>,
  backend: TrainerBackend,
  { died, state }: { died: Promise<void>; state: ChildState },
): Trainer {
  const send = (message: ToTrainer) => sendTo(child, message)
  return {
    backend,
    pid: child.pid ?? -1,
    died,
    train(requests) {
      const ends = requests.map(
        ({ request, listener }) =>
          new Promise<Trained>((resolve, reject) => {
            if (child.connected) running.set(request.key, { listener, resolve, reject })
            else reject(new TrainerDied('not connected'))
          }),
      )
      state.heard = { at: performance.now(), busy: null }
      send({ type: 'train', requests: requests.map(({ request }) => request) })
      return ends
    },
    end: (key, how) => send({ type: 'end', key, how }),
    kill: () => child.kill('SIGKILL'),
    endFor(why) {
      state.endedFor = why
      child.kill('SIGKILL')
      // one that waits for a device may not end at all
      setTimeout(state.isGone, killMs).unref()
    },
    heard: () => (running.size === 0 ? null : state.heard),
  }
}
