/** Handles one trial of a group: its lease, its request to the trainer, its epochs and its end. */
import { blobId, getBlob, putCheckpoint } from '../db/tables/blobs.ts'
import { dropEpochsAfter } from '../db/tables/metrics/epochs.ts'
import type { ClaimedTrial } from '../db/tables/trials/claim-trials.ts'
import { leaseKey } from '../db/tables/trials/leases.ts'
import { withRetries } from '../db/with-retries.ts'
import type { Logger } from '../log.ts'
import { parentCheckpoint } from '../study/suggest/inheritance.ts'
import { createEpochPace } from './epoch-pace.ts'
import { type GiveUpTools, giveBack, giveUp } from './faults/give-up.ts'
import type { Judge } from './judge.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { MetricWriter } from './metric-writer.ts'
import { createSearchLimit } from './search-limit.ts'
import { type StudyToTrain, trainRequest, trialToTrain } from './train-request.ts'
import type { HowToEnd, TrainRequest } from './trainer/protocol.ts'
import { createStages } from './trainer/stages.ts'
import type { Trained, Trainer, TrainListener } from './trainer/trainer.ts'
import { watchEpochs } from './watch-epochs.ts'
import { writeEnd } from './write-end.ts'

/** Limit, in lease durations, for preparing a trial, waiting for a verdict, storing its results, or ending it. */
const stageLeases = 4

export interface TrialTools extends GiveUpTools {
  leases: LeaseKeeper
  judge: Judge
  metrics: MetricWriter
  leaseMs: number
  log: Logger
  /** Callbacks that release running trials; a drain calls them. */
  onDrain: Set<() => void>
}

export interface Dataset {
  datasetPath: string
}

/** The dataset cannot be loaded, which fails every trial of the study. */
export interface DatasetLost {
  error: unknown
}

export interface ReadyTrial {
  request: TrainRequest
  listener: TrainListener
  begin(): void
  /** Waits for the end of the training and stores it, even if it is an error. */
  finish(trained: Promise<Trained>): Promise<void>
}

/** Starts to renew the trial's lease, and does so until the trial is finished. */
export function openTrial(
  tools: TrialTools,
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
  const end = (how: HowToEnd) => trainer.end(key, how)
  const pace = createEpochPace()
  const limit = createSearchLimit(pace, {
    onReached: () => end('finish'),
    timeLimit: trial.copyOf === null ? 'budget.seconds' : 'time of the finalists',
  })
  const release = () => {
    limit.clear()
    end('release')
  }
  leases.add(trial, {
    isMoving(from) {
      const unstored = Math.max(metrics.waitingSince() ?? Number.POSITIVE_INFINITY, from)
      return stages.isMoving(from) && performance.now() - unstored < limitMs
    },
    lost() {
      isLost = true
      limit.clear()
      end('discard')
    },
    paused: release,
    limited: limit.renewed,
  })
  tools.onDrain.add(release)
  let saving: Promise<unknown> = Promise.resolve()
  const startedAt = performance.now()
  const close = () => {
    limit.clear()
    leases.remove(trial)
    tools.onDrain.delete(release)
  }
  const breakOff = async (error: unknown) => {
    if (isLost) return
    const durationMs = performance.now() - startedAt
    log.error({ err: error }, 'trial aborted by an error')
    await withRetries(() => metrics.flush())
    await withRetries(() => giveUp(tools, brokenAfter(durationMs), error))
  }
  const brokenAfter = (durationMs: number) => ({ spec: study.spec, trial, isAlone, durationMs })
  const finish = async (trained: Promise<Trained>, pruneReason: () => string) => {
    try {
      const { end: how, ...spent } = await trained.finally(() => stages.enter('ended'))
      const { durationMs } = spent
      await withRetries(() => metrics.flush())
      await saving.catch(() => {})
      if (isLost) return
      if (how.how === 'broken') {
        log.error({ reason: how.reason }, 'trial released because of a machine fault')
        await withRetries(() => giveBack(tools, brokenAfter(durationMs), how))
        return
      }
      tools.soundness.worked()
      const { spec } = study
      const ended = { spec, trial, spent, pruneReason: pruneReason(), limit: limit.reached() }
      await withRetries(() => writeEnd(tools, ended, how))
      log.debug({ how: how.how, durationMs }, 'trial ended')
    } catch (error) {
      await breakOff(error)
    } finally {
      close()
    }
  }
  return {
    /** Empty if the trial cannot start; its end has been stored then. */
    async prepare() {
      try {
        if ('error' in study) throw study.error
        const { datasetPath } = study
        const { checkpoint, isOwn } = await withRetries(() => checkpointOf(tools, trial))
        const toTrain = trialToTrain(trial)
        const watch = watchEpochs(tools, study, toTrain, () => end('prune'))
        if (isOwn) watch.resume()
        const request = trainRequest(study, toTrain, { datasetPath, checkpoint })
        const listener: TrainListener = {
          epochs(epochs) {
            pace.took(epochs.length)
            stages.enter('judged')
            const { judged, stored } = watch.take(epochs)
            const begun = judged.finally(() => {
              stages.enter('trained')
              pace.begin()
            })
            return { judged: begun, stored }
          },
          checkpoint(bytes) {
            // stores the epochs first: a training that continues from this checkpoint does not report them again
            saving = saving
              .catch(() => {})
              .then(() => metrics.flush())
              .then(() => putCheckpoint(db.pool, trial, Buffer.from(bytes)))
            saving.catch((error) => log.warn({ err: error }, 'checkpoint not saved'))
          },
        }
        return [
          {
            request,
            listener,
            begin() {
              stages.enter('trained')
              pace.begin()
            },
            finish: (trained) => finish(trained, watch.pruneReason),
          },
        ]
      } catch (error) {
        await breakOff(error).finally(close)
        return []
      }
    },
  }
}

/**
 * Reads the trial's own checkpoint, or else its parent's; null if there is none. Epochs stored after the trial's own
 * checkpoint will be overwritten; if it has none, this deletes its epochs.
 */
async function checkpointOf(
  tools: TrialTools,
  trial: ClaimedTrial,
): Promise<{ checkpoint: Buffer | null; isOwn: boolean }> {
  const { pool } = tools.db
  const isFresh = trial.lastStep === null && trial.attempt === 1
  const own = isFresh ? null : await getBlob(pool, blobId.checkpoint(trial.studyId, trial.number))
  if (!isFresh && own === null) await dropEpochsAfter(pool, trial, 0)
  return { checkpoint: own ?? (await parentCheckpoint(pool, trial)), isOwn: own !== null }
}
