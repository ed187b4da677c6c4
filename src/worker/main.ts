/** Runs the supervisor of a worker, which holds jobs and leases while its trainer processes train. */
import crypto from 'node:crypto'
import os from 'node:os'
import type { Config } from '../config.ts'
import { type Db, withQueryTimeout } from '../db/client.ts'
import { createBlobCache } from '../db/tables/blob-cache.ts'
import { getLargeBlob } from '../db/tables/blobs.ts'
import { writeLaneRate } from '../db/tables/lane-rates.ts'
import { writeEpochs, writeProgress } from '../db/tables/metrics/epochs.ts'
import { tellImproved } from '../db/tables/studies/change-study.ts'
import { renewLeases } from '../db/tables/trials/leases.ts'
import { removeWorker, type WorkerRow, writeHeartbeat } from '../db/tables/workers.ts'
import { withRetries } from '../db/with-retries.ts'
import { mostProgramBytes, trimPrograms } from '../engine/xla-programs.ts'
import type { Logger } from '../log.ts'
import { type Queues, SearchJob, TrainJob } from '../queue.ts'
import { batched } from '../study/batched.ts'
import { advance } from '../study/lifecycle/advance.ts'
import { type FinishedTrial, finishTrials } from '../study/lifecycle/finish-trials.ts'
import { repair } from '../study/lifecycle/repair-timer.ts'
import { createSuggester } from '../study/suggest/suggester.ts'
import { throttledWarning } from '../throttled-warning.ts'
import { firstLine } from './faults/failure-reason.ts'
import { probeMachine } from './faults/probe-machine.ts'
import { createSoundness } from './faults/soundness.ts'
import { createImprovements } from './improvements.ts'
import { createJudge } from './judge.ts'
import { createLeaseKeeper } from './lease-keeper.ts'
import { createMetricWriter } from './metric-writer.ts'
import { runTrainJob } from './train-job.ts'
import { assignGpu, defaultTrainers, visibleGpus } from './trainer/gpus.ts'
import { residentBytes, trainerLimitBytes } from './trainer/memory.ts'
import { processState } from './trainer/process-state.ts'
import { startTrainer } from './trainer/trainer.ts'
import { programRoot, trainerEntry, trainerEnv } from './trainer/trainer-env.ts'
import { startTrainerPool } from './trainer/trainer-pool.ts'
import { createWatchdog } from './trainer/watchdog.ts'

export interface RunningWorker {
  id: string
  /** Checkpoints and releases running trials, then ends; takes at most 8 s. */
  close(): Promise<void>
}

const heartbeatMs = 2_000
const repairMs = 5_000
const trimProgramsMs = 600_000
const drainMs = 8_000
const writeMetricsMs = 100
const tellImprovedMs = 1_000
const mostWriteMs = 10_000 // timeout of a small write, unless a lease is shorter

/** @throws TrainerDied if a trainer cannot start */
export async function startWorker(
  config: Config,
  { db, queues, log }: { db: Db; queues: Queues; log: Logger },
): Promise<RunningWorker> {
  const leaseMs = config.leaseSeconds * 1_000
  const writeLimitMs = Math.min(mostWriteMs, leaseMs)
  const warnRepair = throttledWarning(log, 'repair failed')
  const warnHeartbeat = throttledWarning(log, 'heartbeat not written')
  const gpus = config.device === 'cpu' ? [] : await visibleGpus(process.env)
  const cores = os.availableParallelism()
  // assumes that the GPUs are used, until the first trainer reports its backend
  let trainers = config.trainers ?? defaultTrainers(gpus, cores)
  const limitBytes = () => trainerLimitBytes(trainers)
  const pool = await startTrainerPool({
    start(place) {
      const gpu = assignGpu(place, { gpus, trainers })
      const env = trainerEnv(config, { gpu, limitBytes: limitBytes() })
      return startTrainer(trainerEntry, env, {
        line: (line) => log.debug({ line }, 'trainer printed'),
        rate: (rate) => {
          writeLaneRate(db.pool, worker.hardware, rate).catch((error) =>
            log.warn({ err: error }, 'training rate not written'),
          )
        },
        xlaFailure: (failure) => log.warn(failure, 'XLA failed, training as a graph'),
      })
    },
    sizeOf({ device }) {
      if (device !== 'gpu') trainers = config.trainers ?? defaultTrainers([], cores)
      return trainers
    },
    log,
    limitBytes,
    residentBytes,
    watchdog: createWatchdog({ leaseMs, processState }),
    notStarted: (error) => soundness.failed(firstLine((error as Error).message)),
  })
  const model = pool.backend.device === 'gpu' ? gpus[0]?.name : os.cpus()[0]?.model
  const worker: WorkerRow = {
    id: `${os.hostname()}-${process.pid}-${crypto.randomBytes(3).toString('hex')}`,
    host: os.hostname(),
    pid: process.pid,
    trainers: pool.size,
    ...pool.backend,
    hardware: model ?? 'unknown',
    cores,
    memoryBytes: os.totalmem(),
    gpus: pool.backend.device === 'gpu' ? gpus.length : 0,
    gpuMemoryBytes: pool.backend.device === 'gpu' ? (gpus[0]?.memoryBytes ?? null) : null,
    startedAt: new Date(),
  }
  if (worker.advice)
    log.warn({ backend: worker.backend, advice: worker.advice }, 'training is slow')

  const leases = createLeaseKeeper({
    renew: (held) => renewLeases(withQueryTimeout(db.pool, leaseMs / 3), held, leaseMs),
    // cancels waiting trials, and in the end those whose epoch takes too long
    over(studyIds) {
      for (const id of studyIds) queues.addSearch(id).catch(warnRepair)
    },
    failed: throttledWarning(log, 'leases not renewed'),
  })
  const improvements = createImprovements({
    tell: (studyId) => tellImproved(withQueryTimeout(db.pool, writeLimitMs), studyId),
    failed: throttledWarning(log, 'improvement not told'),
    intervalMs: tellImprovedMs,
  })
  const metrics = createMetricWriter({
    write: (rows) => writeEpochs(withQueryTimeout(db.pool, writeLimitMs), rows),
    async writeProgress(reached) {
      improvements.add(await writeProgress(withQueryTimeout(db.pool, writeLimitMs), reached))
    },
    lost: leases.lose,
    failed: throttledWarning(log, 'metrics not written, will try again'),
    intervalMs: writeMetricsMs,
  })
  const soundness = createSoundness({
    stop: () => void training.pause(),
    start: () => training.resume(),
    probe: () => probeMachine(config.cacheDir, pool.running()),
    changed(trouble) {
      if (trouble === null) log.info('accepting trials again')
      else log.error({ trouble }, 'accepting no trials for now: training fails on this machine')
      beat().catch((error) => log.warn({ err: error }, 'heartbeat not written'))
    },
  })
  const onDrain = new Set<() => void>()
  const tools = {
    db,
    // the trials of a group often end together, so that one commit can store them all
    tell: batched(async (told: readonly FinishedTrial[]) => {
      await withRetries(() => finishTrials(db, queues, told))
      return told.map(() => undefined)
    }),
    judge: createJudge(db, () => metrics.flush()),
    queues,
    pool,
    leases,
    metrics,
    datasetFile: createBlobCache(config.cacheDir, (id) => getLargeBlob(db.pool, id)),
    workerId: worker.id,
    hardware: worker.hardware,
    leaseMs,
    soundness,
    log,
    onDrain,
  }

  let isDraining = false
  const beat = () =>
    writeHeartbeat(withQueryTimeout(db.pool, writeLimitMs), worker, {
      isDraining,
      trouble: soundness.trouble(),
    })
  const repairTimer = setInterval(() => {
    repair(db, queues).catch(warnRepair)
  }, repairMs)

  const trim = () => {
    try {
      trimPrograms(programRoot(config.cacheDir), mostProgramBytes)
    } catch (error) {
      log.warn({ err: error }, 'programs of XLA not trimmed')
    }
  }
  trim()
  const trimTimer = setInterval(trim, trimProgramsMs)

  const suggester = createSuggester()
  const look = ({ studyId }: SearchJob) =>
    withRetries(() => advance({ db, queues, suggester }, studyId))
  // short, because after a crash the study is not advanced until the lock expires
  const searching = queues.consume('search', SearchJob, look, { concurrency: 4, lockMs: 8_000 })
  const train = (job: TrainJob) => runTrainJob(tools, job)
  const training = queues.consume('train', TrainJob, train, {
    concurrency: pool.size,
    lockMs: 30_000,
  })
  await Promise.all([searching.ready(), training.ready()])
  // the first heartbeat means that searches can run
  await withRetries(beat)
  const heartbeat = setInterval(() => {
    beat().catch(warnHeartbeat)
  }, heartbeatMs)
  for (const consumer of [searching, training]) consumer.start()
  await repair(db, queues)
  log.info({ worker: worker.id, trainers: worker.trainers, ...pool.backend }, 'worker ready')

  return {
    id: worker.id,
    async close() {
      isDraining = true
      soundness.close()
      clearInterval(heartbeat)
      clearInterval(repairTimer)
      clearInterval(trimTimer)
      await beat().catch(() =>
        log.warn('database unavailable: shutdown not announced; leases will expire'),
      )
      for (const release of onDrain) release()
      // repeated for jobs that add themselves to `onDrain` later
      const again = setInterval(() => {
        for (const release of onDrain) release()
      }, 200)
      const drained = await Promise.race([
        training.close().then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, drainMs, false).unref()),
      ])
      clearInterval(again)
      if (!drained) log.warn('drain timed out: remaining leases will expire')
      await Promise.all([pool.close(), suggester.close()])
      leases.close()
      improvements.close()
      await metrics.close().catch((error) => log.warn({ err: error }, 'last metrics not written'))
      await removeWorker(db, worker.id).catch(() => log.warn('worker row not removed'))
    },
  }
}
