/** Main module of a trainer process: trains one group at a time with TensorFlow. It has no access to the database. */
import { isForward } from '../../data/split/validation.ts'
import { limitThreads, loadBackend } from '../../engine/backend.ts'
import { toCompiler } from '../../engine/choose-execution.ts'
import type { DeviceData } from '../../engine/device-data.ts'
import { createEpochOrders } from '../../engine/epochs/epoch-orders.ts'
import { createGraphCache, keptGraphs } from '../../engine/epochs/graph-cache.ts'
import type { Decision, LaneResult } from '../../engine/group/lane.ts'
import { laneClass } from '../../engine/group/lane-count.ts'
import { trainGroup } from '../../engine/group/train-group.ts'
import { checkNetwork } from '../../engine/network/check-network.ts'
import { deletePrograms } from '../../engine/xla-programs.ts'
import type { EpochMetrics } from '../../epoch-metrics.ts'
import { isOutOfMemory, machineFault } from '../faults/machine-fault.ts'
import { atOneEpoch } from '../resumed-groups.ts'
import { trackPeakBytes } from './peak-memory.ts'
import { createPreparedCache } from './prepared-cache.ts'
import type {
  FromTrainer,
  HowToEnd,
  SpentTraining,
  ToTrainer,
  TrainEnd,
  TrainRequest,
} from './protocol.ts'
import { createUnstored } from './unstored.ts'

const checkpointEveryMs = 20_000
const limitBytes = Number(process.env.SWEEPD_TRAINER_BYTES ?? Number.POSITIVE_INFINITY)
const keptOrderBytes = 32 * 2 ** 20
const aliveEveryMs = 1_000
const mostUnstored = 4_000 // epochs; about half a second of writing
const shortMs = 500 // shorter calls are not announced to the supervisor

limitThreads(process.env)
const compiler = toCompiler(process.env.SWEEPD_EXECUTION)
const device =
  process.env.SWEEPD_DEVICE === 'cpu' || process.env.SWEEPD_DEVICE === 'gpu'
    ? process.env.SWEEPD_DEVICE
    : 'auto'
const backend = await loadBackend({ device, programs: process.env.SWEEPD_PROGRAMS })
const prepared = createPreparedCache(backend.tf)
const graphs = createGraphCache(keptGraphs, () => deletePrograms(backend.programs))
const orders = createEpochOrders(keptOrderBytes)
const ends = new Map<string, HowToEnd>() // requests to end running trials, by key
const awaiting = new Map<string, () => void>() // resumes trials that wait for a verdict, by key
const unstored = createUnstored(mostUnstored)

// without its supervisor a trainer is useless: the leases expire, and other workers take over the trials
process.on('disconnect', () => process.exit(0))
// only the supervisor ends trainers
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('message', (raw) => {
  const message = raw as ToTrainer
  if (message.type === 'train') {
    void train(message)
    return
  }
  if (message.type === 'stored') {
    unstored.stored(message.epochs)
    return
  }
  if (message.type === 'end') {
    ends.set(message.key, message.how)
    unstored.goOn()
  }
  awaiting.get(message.key)?.()
})
send({
  type: 'ready',
  backend: backend.kind,
  device: backend.device,
  library: backend.libraryVersion,
  advice: backend.advice,
})

setInterval(() => send({ type: 'alive' }), aliveEveryMs)

async function train({ requests, rates }: ToTrain): Promise<void> {
  for (const group of atOneEpoch(requests)) {
    const open = new Set(group)
    const peakBytes = trackPeakBytes()
    const end = (request: TrainRequest, ended: TrainEnd, spent: SpentTime) => {
      open.delete(request)
      send({ type: 'end', key: request.key, end: ended, ...spent, peakBytes: peakBytes() })
    }
    const startedAt = performance.now()
    try {
      await run(group, { rates, end })
    } catch (error) {
      const durationMs = (performance.now() - startedAt) / group.length
      for (const request of open) {
        end(request, brokenOff(error), { durationMs, execution: null })
      }
    }
  }
  for (const { key } of requests) ends.delete(key)
}

type SpentTime = Omit<SpentTraining, 'peakBytes'>
type ToTrain = Extract<ToTrainer, { type: 'train' }>
type End = (request: TrainRequest, end: TrainEnd, spent: SpentTime) => void

/** Trains a group, in parts if the whole group would need too much memory. */
async function run(
  group: readonly TrainRequest[],
  { rates, end }: { rates: ToTrain['rates']; end: End },
): Promise<void> {
  const [first] = group as [TrainRequest, ...TrainRequest[]]
  const { datasetPath, spec, preprocess, validation, orderSeed } = first
  await busy(null)
  const data = await prepared({
    datasetPath,
    preprocess,
    validation,
    seed: orderSeed,
  })
  const network = checkNetwork(spec, data)
  const memoryBytes = network.memoryBytes * data.folds.length
  const ofClass = laneClass(spec, network.multiplications)
  refuseTooLarge(memoryBytes)
  const size = Math.min(group.length, Math.floor(limitBytes / memoryBytes))
  const ofWork = rates.filter((rate) => rate.laneClass === ofClass)
  for (let at = 0; at < group.length; at += size) {
    await trainPart(group.slice(at, at + size), { data, ofClass, rates: ofWork, end })
  }
}

async function trainPart(
  group: readonly TrainRequest[],
  {
    data,
    ofClass,
    rates,
    end,
  }: { data: DeviceData; ofClass: string; rates: ToTrain['rates']; end: End },
): Promise<void> {
  const { spec, validation, objective, reported, orderSeed, decisionSteps, keepsHeldOut } =
    group[0]!
  const { key, endsByTime, isOrdered } = group[0]!
  const isRefit = validation === null
  const { epochs: lastEpoch } = spec
  let savedAt = performance.now()
  const isSaving = new Set<number>() // lanes that still have to send this checkpoint
  await trainGroup({
    tf: backend.tf,
    lanes: group.map(({ spec, seed, checkpoint }) => ({ spec, seed, resume: checkpoint })),
    data,
    orderSeed,
    objective,
    reported,
    kept: isRefit ? 'last' : 'best',
    isCalibrated: !isRefit,
    keepsHeldOut,
    modelFolds: validation && isForward(validation) ? 'first' : 'all',
    orders,
    graphs,
    compiler,
    endsByTime,
    isOrdered,
    rates,
    decisionSteps,
    async onCall(expectedMs) {
      await unstored.room()
      await busy(expectedMs)
    },
    onXlaFailure: (reason) => send({ type: 'xlaFailure', key, reason }),
    async onEpochs(lane, epochs, takeCheckpoint): Promise<Decision> {
      const { key, isInherited } = group[lane]!
      const step = epochs.at(-1)?.step ?? 0
      const awaitsVerdict = decisionSteps.includes(step)
      const told = isRefit ? epochs.map(withoutValidation) : epochs
      send({ type: 'epochs', key, epochs: told, awaitsVerdict })
      unstored.reported(told.length)
      if (isInherited && step === lastEpoch) {
        send({ type: 'checkpoint', key, checkpoint: takeCheckpoint() })
      }
      if (awaitsVerdict && !ends.has(key)) await verdict(key)
      const how = ends.get(key)
      if (how === 'release' || how === 'finish') return how
      if (how !== undefined) return 'stop'
      if (performance.now() - savedAt > checkpointEveryMs) {
        savedAt = performance.now()
        for (const index of group.keys()) isSaving.add(index)
      }
      if (isSaving.delete(lane)) {
        send({ type: 'checkpoint', key, checkpoint: takeCheckpoint() })
      }
      return 'continue'
    },
    onEnd(lane, result, spent) {
      isSaving.delete(lane)
      end(group[lane]!, toEnd(result, isRefit), spent)
    },
    onRate: (rate) => send({ type: 'rate', laneClass: ofClass, ...rate }),
  })
}

/** Tells the supervisor that the next call blocks the thread; resolves when the message is sent. */
async function busy(expectedMs: number | null): Promise<void> {
  if (expectedMs !== null && expectedMs < shortMs) return
  const message: FromTrainer = { type: 'busy', expectedMs }
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()) ?? resolve())
}

/** Resolves when the supervisor has sent the verdict, or a request to end the trial. */
async function verdict(key: string): Promise<void> {
  await new Promise<void>((resolve) => awaiting.set(key, resolve))
  awaiting.delete(key)
}

/** @throws Error before anything is allocated, if it would not fit */
function refuseTooLarge(bytes: number): void {
  if (bytes <= limitBytes) return
  const gigabytes = (of: number) => `${(of / 2 ** 30).toPrecision(3)} GiB`
  throw new Error(
    `too-large: needs about ${gigabytes(bytes)}, a trainer may take ${gigabytes(limitBytes)}`,
  )
}

/** A refit is measured on the rows that it trains on, which says nothing of others. */
function withoutValidation({ step, train }: EpochMetrics): EpochMetrics {
  return { step, value: null, train, validation: {} }
}

function toEnd(result: LaneResult, isRefit: boolean): TrainEnd {
  const { state } = result
  if (state === 'complete') {
    const { state: _, ...ended } = result
    return { how: 'complete', ...ended, ...(isRefit && { value: null, classes: null }) }
  }
  if (state === 'released') return { how: 'released', checkpoint: result.checkpoint }
  if (state === 'failed') return { how: 'failed', reason: result.reason, step: result.step }
  return { how: 'stopped', step: result.step, value: result.value }
}

function brokenOff(error: unknown): TrainEnd {
  if (isOutOfMemory(error)) return { how: 'broken', reason: 'out of memory', isOutOfMemory: true }
  const fault = machineFault(error)
  if (fault !== null) return { how: 'broken', reason: fault, isOutOfMemory: false }
  const message = error instanceof Error ? error.message : String(error)
  const reason = message.startsWith('too-large: ') ? message : `error: ${message}`
  return { how: 'failed', reason, step: null }
}

function send(message: FromTrainer): void {
  process.send?.(message)
}
