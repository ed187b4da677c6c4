/** One `train` job: claim its trials, train them as a group on a free trainer, write what comes, end them. */

import { type Db, studyTransaction } from '../db/client.ts'
import type { StudyState } from '../db/rows.ts'
import { blobId, getBlob, putCheckpoint } from '../db/tables/blobs.ts'
import { findDatasetBlob } from '../db/tables/datasets.ts'
import { dropEpochsAfter } from '../db/tables/metrics/epochs.ts'
import { lockStudyRow, readStudy } from '../db/tables/studies/study-row.ts'
import type { ClaimedTrial } from '../db/tables/trials/claim-trials.ts'
import type { TrialEnd } from '../db/tables/trials/end-trials.ts'
import { leaseKey, releaseTrial } from '../db/tables/trials/leases.ts'
import { transientFault } from '../db/transient-fault.ts'
import { withRetries } from '../db/with-retries.ts'
import type { Logger } from '../log.ts'
import type { TrainJob } from '../queue.ts'
import { rngFor } from '../search/rng.ts'
import { claimGroup } from '../study/lifecycle/claim-group.ts'
import { computeRankValue } from '../study/lifecycle/finish-trials.ts'
import { decisionSteps } from '../study/pruning/ask-pruner.ts'
import { storedSpec } from '../study/stored-spec.ts'
import { firstObjective, type StudySpec } from '../study/study-spec.ts'
import { inherits, parentCheckpoint } from '../study/suggest/inheritance.ts'
import { firstLine } from './faults/failure-reason.ts'
import { type GiveUpTools, giveBack, giveUp } from './faults/give-up.ts'
import { machineFault } from './faults/machine-fault.ts'
import type { Judge } from './judge.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { MetricWriter } from './metric-writer.ts'
import type { TrainEnd, TrainRequest } from './trainer/protocol.ts'
import { createStages } from './trainer/stages.ts'
import type { Trained, Trainer, TrainListener } from './trainer/trainer.ts'
import type { TrainerPool } from './trainer/trainer-pool.ts'
import { watchEpochs } from './watch-epochs.ts'

/** So many leases long may a trial be prepared, wait for a verdict, wait to be stored, or to end. */
const stageLeases = 4

export interface TrainJobTools extends GiveUpTools {
  pool: TrainerPool
  leases: LeaseKeeper
  judge: Judge
  metrics: MetricWriter
  datasetFile: (blobId: string) => Promise<string>
  workerId: string
  leaseMs: number
  log: Logger
  /** Trainings that a drain must release. */
  onDrain: Set<() => void>
}

interface StudyToTrain {
  state: StudyState
  spec: StudySpec
  seed: number
  datasetBlob: string
}

export async function runTrainJob(tools: TrainJobTools, job: TrainJob): Promise<void> {
  const trainer = await tools.pool.acquire()
  // the trial waits on, for whoever has a trainer
  if (trainer === null) return
  let ended: Promise<void>[] = []
  try {
    const study = await withRetries(() => readStudyToTrain(tools.db, job.studyId))
    if (study?.state !== 'running') return
    // before trials are claimed: it may take long, and fail for reasons that are not theirs
    const dataset = await datasetOf(tools, study)
    if ('fault' in dataset) {
      tools.soundness.failed(dataset.fault)
      return
    }
    const trials = await withRetries(() =>
      claimGroup(tools.db, {
        ...job,
        owner: tools.workerId,
        leaseMs: tools.leaseMs,
        device: tools.pool.backend.device,
        isSingle: study.spec.ordered,
      }),
    )
    const opened = trials.map((trial) =>
      openTrial(tools, trainer, { ...study, ...dataset }, { trial, isAlone: trials.length === 1 }),
    )
    const ready = (await Promise.all(opened.map((trial) => trial.prepare()))).flat()
    for (const { begin } of ready) begin()
    const trained = trainer.train(ready.map(({ request, listener }) => ({ request, listener })))
    ended = ready.map(({ finish }, index) => finish(trained[index]!))
    // what ends is written while the trainer has its next group already
    await Promise.allSettled(trained)
  } finally {
    tools.pool.giveBack(trainer)
  }
  await Promise.all(ended)
}

interface ReadyTrial {
  request: TrainRequest
  listener: TrainListener
  begin(): void
  /** Writes how the training ends, whatever it is. */
  finish(trained: Promise<Trained>): Promise<void>
}

/** Holds the trial's lease until it is finished. */
function openTrial(
  tools: TrainJobTools,
  trainer: Trainer,
  study: StudyToTrain & (Dataset | DatasetLost),
  { trial, isAlone }: { trial: ClaimedTrial; isAlone: boolean },
): { prepare(): Promise<ReadyTrial[]> } {
  const { db, leases, metrics } = tools
  const key = leaseKey(trial)
  const log = tools.log.child({ studyId: trial.studyId, trial: trial.number })
  const limitMs = stageLeases * tools.leaseMs
  const stages = createStages(limitMs)
  let isLost = false
  const end = (how: 'release' | 'discard' | 'prune') => trainer.end(key, how)
  const release = () => end('release')
  leases.add(trial, {
    isMoving(from) {
      const unstored = Math.max(metrics.waitingSince() ?? Number.POSITIVE_INFINITY, from)
      return stages.isMoving(from) && performance.now() - unstored < limitMs
    },
    lost() {
      isLost = true
      end('discard')
    },
    paused: release,
  })
  tools.onDrain.add(release)
  const watch = watchEpochs(tools, study.spec, trial, () => end('prune'))
  let saving: Promise<unknown> = Promise.resolve()
  const startedAt = performance.now()
  const close = () => {
    leases.remove(trial)
    tools.onDrain.delete(release)
  }
  const breakOff = async (error: unknown) => {
    if (isLost) return
    const durationMs = performance.now() - startedAt
    log.error({ err: error }, 'trial broke off')
    await withRetries(() => metrics.flush())
    await withRetries(() => giveUp(tools, brokenAfter(durationMs), error))
  }
  const brokenAfter = (durationMs: number) => ({ spec: study.spec, trial, isAlone, durationMs })
  const finish = async (trained: Promise<Trained>) => {
    try {
      const { end: how, durationMs } = await trained.finally(() => stages.enter('ended'))
      await withRetries(() => metrics.flush())
      await saving.catch(() => {})
      if (isLost) return
      if (how.how === 'broken') {
        log.error({ reason: how.reason }, 'trial given back')
        await withRetries(() => giveBack(tools, brokenAfter(durationMs), how))
        return
      }
      tools.soundness.worked()
      await withRetries(() => write(tools, study.spec, trial, watch.pruneReason(), how, durationMs))
      log.debug({ how: how.how, durationMs }, 'trial ended')
    } catch (error) {
      await breakOff(error)
    } finally {
      close()
    }
  }
  return {
    /** None when the trial cannot start: then its end is written. */
    async prepare() {
      try {
        if ('error' in study) throw study.error
        const { datasetPath } = study
        const { checkpoint, isOwn } = await withRetries(() => checkpointOf(tools, trial))
        if (isOwn) watch.resume()
        const request: TrainRequest = {
          key,
          datasetPath,
          spec: trial.spec,
          validation: study.spec.validation,
          objective: firstObjective(study.spec),
          reported: study.spec.metrics,
          // stream 1: the sampler draws from stream 0
          seed: rngFor(study.seed, trial.number, 1).int(2 ** 31),
          orderSeed: study.seed,
          checkpoint,
          decisionSteps: decisionSteps(study.spec, (trial.spec as { epochs: number }).epochs),
          isInherited: inherits(study.spec),
        }
        const listener: TrainListener = {
          epochs(epochs) {
            stages.enter('judged')
            return watch.take(epochs).finally(() => stages.enter('trained'))
          },
          checkpoint(bytes) {
            // its epochs first: whoever goes on from here does not report them again
            saving = saving
              .catch(() => {})
              .then(() => metrics.flush())
              .then(() => putCheckpoint(db.pool, trial, Buffer.from(bytes)))
            saving.catch((error) => log.warn({ err: error }, 'checkpoint not saved'))
          },
        }
        return [{ request, listener, begin: () => stages.enter('trained'), finish }]
      } catch (error) {
        await breakOff(error).finally(close)
        return []
      }
    },
  }
}

interface Dataset {
  datasetPath: string
}

/** What fails every trial of the study. */
interface DatasetLost {
  error: unknown
}

/** The file, or why there is none: `fault` of this machine, or an error that another one meets as well. */
async function datasetOf(
  { datasetFile }: TrainJobTools,
  { datasetBlob }: StudyToTrain,
): Promise<Dataset | DatasetLost | { fault: string }> {
  try {
    return { datasetPath: await withRetries(() => datasetFile(datasetBlob)) }
  } catch (error) {
    if (transientFault(error) !== null) throw error
    const fault = machineFault(error)
    return fault === null ? { error } : { fault }
  }
}

/**
 * Its own checkpoint, else its parent's, else null. Epochs after the checkpoint are written over; without one of its own the
 * old ones go.
 */
async function checkpointOf(
  tools: TrainJobTools,
  trial: ClaimedTrial,
): Promise<{ checkpoint: Buffer | null; isOwn: boolean }> {
  const { pool } = tools.db
  const isFresh = trial.lastStep === null && trial.attempt === 1
  const own = isFresh ? null : await getBlob(pool, blobId.checkpoint(trial.studyId, trial.number))
  if (!isFresh && own === null) await dropEpochsAfter(pool, trial, 0)
  return { checkpoint: own ?? (await parentCheckpoint(pool, trial)), isOwn: own !== null }
}

async function write(
  tools: TrainJobTools,
  spec: StudySpec,
  trial: ClaimedTrial,
  pruneReason: string,
  end: Exclude<TrainEnd, { how: 'broken' }>,
  durationMs: number,
): Promise<void> {
  if (end.how === 'released') {
    await studyTransaction(tools.db, trial.studyId, async (sql) => {
      await lockStudyRow(sql, trial.studyId)
      // before the lease is given up
      if (end.checkpoint) await putCheckpoint(sql, trial, Buffer.from(end.checkpoint))
      await releaseTrial(sql, trial, { durationMs, isVoluntary: true })
    })
    return
  }
  const { keepModels } = spec
  const told = {
    lease: trial,
    end: trialEnd(spec, pruneReason, end),
    durationMs,
    keepModels,
    isInherited: inherits(spec),
  }
  await tools.tell(end.how === 'complete' ? { ...told, model: Buffer.from(end.model) } : told)
}

function trialEnd(
  spec: StudySpec,
  pruneReason: string,
  end: Exclude<TrainEnd, { how: 'released' | 'broken' }>,
): TrialEnd {
  if (end.how === 'complete') {
    const { direction } = firstObjective(spec)
    const { step, value, classes } = end
    const rankValue = computeRankValue(value, direction)
    return { state: 'complete', values: [value], rankValue, step, classes }
  }
  if (end.how === 'failed')
    return { state: 'failed', reason: firstLine(end.reason), step: end.step }
  return { state: 'pruned', reason: pruneReason, step: end.step, value: end.value }
}

async function readStudyToTrain(db: Db, studyId: string): Promise<StudyToTrain | null> {
  const study = await readStudy(db.pool, studyId)
  if (study === null || study.datasetId === null) return null
  const datasetBlob = await findDatasetBlob(db, study.datasetId)
  if (datasetBlob === null) return null
  return { state: study.state, spec: storedSpec(study), seed: study.seed, datasetBlob }
}
