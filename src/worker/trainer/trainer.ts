/** The supervisor's interface to a trainer process, which alone loads TensorFlow: start it, train with it, end it. */

import { type ChildProcess, fork } from 'node:child_process'
import readline from 'node:readline'
import type { MeasuredGroup } from '../../db/tables/lane-rates.ts'
import type { EpochMetrics } from '../../epoch-metrics.ts'
import type {
  FromTrainer,
  HowToEnd,
  SpentTraining,
  ToTrainer,
  TrainEnd,
  TrainerBackend,
  TrainRequest,
} from './protocol.ts'
import { trainerNodeOptions } from './trainer-env.ts'

/** The trainer process ended; its trials may be retried. */
export class TrainerDied extends Error {
  /** True if it was ended for using too much memory. If it trained a single trial, that trial is the cause. */
  readonly isOutOfMemory: boolean

  constructor(how: string, why: EndedFor | null = null) {
    super(`trainer ended: ${why === 'hung' ? 'it stopped responding' : how}`)
    this.name = 'TrainerDied'
    this.isOutOfMemory = why === 'out-of-memory'
  }
}

/** Why the supervisor ended a trainer. */
type EndedFor = 'out-of-memory' | 'hung'

/** The last message of a trainer that is training. */
export interface Heard {
  at: number // performance.now() of the last message, or of sending the group
  busy: { expectedMs: number | null } | null // the last message, if it was `busy`, see protocol.ts
}

/** Training may wait for each of these. Neither rejects. */
export interface TakenEpochs {
  judged: Promise<void>
  stored: Promise<void> // or dropped, because the lease was lost
}

export interface TrainListener {
  epochs(epochs: EpochMetrics[]): TakenEpochs
  checkpoint(checkpoint: Uint8Array): void
}

export interface Trainer {
  backend: TrainerBackend
  pid: number
  /** Trains a group. Each promise resolves at its trial's end, or rejects with TrainerDied if the process ends. */
  train(
    requests: readonly ListenedRequest[],
    rates?: readonly MeasuredGroup[], // measured on this hardware
  ): Promise<Trained>[]
  /** Takes effect after the running epoch; the promise of `train` then resolves. */
  end(key: string, how: HowToEnd): void
  /** Resolves when the process has ended for any reason. */
  died: Promise<void>
  kill(): void
  /** Kills the process, and rejects the promises of `train` with this reason. */
  endFor(why: EndedFor): void
  /** Null if it is not training. */
  heard(): Heard | null
}

export interface ListenedRequest {
  request: TrainRequest
  listener: TrainListener
}

export interface Trained extends SpentTraining {
  end: TrainEnd
}

/** TensorFlow may have to be read from a slow disk. */
const startMs = 300_000

/** Time to wait for a killed process to end. */
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
 * Starts a trainer process and waits until it can train.
 *
 * @param entry   path of the trainer's main module
 * @param on  `line`: output of TensorFlow; if the process dies, the error includes its last lines
 * @throws TrainerDied if it ends before it is ready
 */
export function startTrainer(
  entry: string,
  env: Record<string, string>,
  on: {
    line?(line: string): void
    rate?(rate: MeasuredGroup): void
    xlaFailure?(failure: { key: string; reason: string }): void
  } = {},
): Promise<Trainer> {
  // detached, so that Ctrl-C in a terminal reaches only the supervisor, which decides how trainers end
  const child = fork(entry, [], {
    serialization: 'advanced',
    detached: true,
    execArgv: [...process.execArgv, ...trainerNodeOptions],
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
      if (message.type === 'xlaFailure') {
        const { type: _, ...failure } = message
        on.xlaFailure?.(failure)
        return
      }
      const one = running.get(message.key)
      if (!one) return
      if (message.type === 'epochs') {
        const { key, epochs, awaitsVerdict } = message
        const { judged, stored } = one.listener.epochs(epochs)
        if (awaitsVerdict) void judged.then(() => sendTo(child, { type: 'judged', key }))
        void stored.then(() => sendTo(child, { type: 'stored', epochs: epochs.length }))
      } else if (message.type === 'checkpoint') one.listener.checkpoint(message.checkpoint)
      else {
        running.delete(message.key)
        const { end, durationMs, execution, peakBytes } = message
        one.resolve({ end, durationMs, execution, peakBytes })
      }
    })
  })
}

/** Ignores failures: they mean that the process is ending, and `exit` then settles the promises. */
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
    train(requests, rates = []) {
      const ends = requests.map(
        ({ request, listener }) =>
          new Promise<Trained>((resolve, reject) => {
            if (child.connected) running.set(request.key, { listener, resolve, reject })
            else reject(new TrainerDied('not connected'))
          }),
      )
      state.heard = { at: performance.now(), busy: null }
      send({ type: 'train', requests: requests.map(({ request }) => request), rates })
      return ends
    },
    end: (key, how) => send({ type: 'end', key, how }),
    kill: () => child.kill('SIGKILL'),
    endFor(why) {
      state.endedFor = why
      child.kill('SIGKILL')
      // a process that waits for a device may never end
      setTimeout(state.isGone, killMs).unref()
    },
    heard: () => (running.size === 0 ? null : state.heard),
  }
}
