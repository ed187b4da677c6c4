/** Main module of a trainer child: TensorFlow, one trial at a time, messages. It has no way to the database. */
import { setImmediate } from 'node:timers/promises'
import { limitThreads, loadBackend } from '../engine/backend.ts'
import { trainTrial } from '../engine/train.ts'
import { createPreparedCache } from './prepared-cache.ts'
import type { EpochMessage, FromTrainer, ToTrainer, TrainEnd, TrainRequest } from './protocol.ts'

/** Epochs travel together: a message for each would cost more than a tiny network's epoch. */
const sendEveryMs = 50
const listenEveryMs = 40
const checkpointEveryMs = 20_000

limitThreads(process.env)
const device =
  process.env.SWEEPD_DEVICE === 'cpu' || process.env.SWEEPD_DEVICE === 'gpu'
    ? process.env.SWEEPD_DEVICE
    : 'auto'
const backend = await loadBackend({ device })
const prepared = createPreparedCache(backend.tf)
const ends = new Map<string, 'release' | 'discard' | 'prune'>() // what was asked of running trials

// without its supervisor a trainer works for nobody: the trial's lease runs out and another takes it up
process.on('disconnect', () => process.exit(0))
// the supervisor alone ends trainers
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('message', (raw) => {
  const message = raw as ToTrainer
  if (message.type === 'end') ends.set(message.key, message.how)
  else void train(message.request)
})
send({
  type: 'ready',
  backend: backend.kind,
  device: backend.device,
  library: backend.libraryVersion,
  advice: backend.advice,
})

async function train(request: TrainRequest): Promise<void> {
  const { key } = request
  const startedAt = performance.now()
  const epochs = batched(key)
  let end: TrainEnd
  try {
    end = await run(request, epochs)
  } catch (error) {
    end = { how: 'failed', reason: reasonOf(error), step: null }
  }
  epochs.flush()
  ends.delete(key)
  send({ type: 'end', key, end, durationMs: performance.now() - startedAt })
}

async function run(request: TrainRequest, epochs: ReturnType<typeof batched>): Promise<TrainEnd> {
  const { key, spec, validation, objective, seed, orderSeed, checkpoint } = request
  const { preprocess } = spec as { preprocess?: unknown }
  const data = await prepared({
    datasetPath: request.datasetPath,
    preprocess,
    validation,
    seed: orderSeed,
  })
  let savedAt = performance.now()
  let listenedAt = savedAt
  const ended = await trainTrial({
    tf: backend.tf,
    spec,
    data,
    seed,
    orderSeed,
    objective,
    resume: checkpoint,
    async onEpoch(epoch, takeCheckpoint) {
      epochs.add(epoch)
      // tiny networks train many epochs before the engine would let messages in
      if (performance.now() - listenedAt > listenEveryMs) {
        await setImmediate()
        listenedAt = performance.now()
      }
      const how = ends.get(key)
      if (how !== undefined) return how === 'release' ? 'release' : 'stop'
      if (performance.now() - savedAt > checkpointEveryMs) {
        savedAt = performance.now()
        epochs.flush()
        send({ type: 'checkpoint', key, checkpoint: takeCheckpoint() })
      }
      return 'continue'
    },
  })
  if (ended.state === 'complete') {
    return { how: 'complete', step: ended.step, value: ended.value, model: ended.model }
  }
  if (ended.state === 'released') return { how: 'released', checkpoint: ended.checkpoint }
  if (ended.state === 'failed') return { how: 'failed', reason: ended.reason, step: ended.step }
  return { how: 'stopped', step: ended.step, value: ended.value }
}

function batched(key: string) {
  let pending: EpochMessage[] = []
  let sentAt = Number.NEGATIVE_INFINITY
  const flush = () => {
    if (pending.length > 0) send({ type: 'epochs', key, epochs: pending })
    pending = []
    sentAt = performance.now()
  }
  return {
    add(epoch: EpochMessage) {
      pending.push(epoch)
      if (performance.now() - sentAt > sendEveryMs) flush()
    },
    flush,
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /out of memory|OOM|resource exhausted/i.test(message)
    ? 'out-of-memory'
    : `error: ${message}`
}

function send(message: FromTrainer): void {
  process.send?.(message)
}
