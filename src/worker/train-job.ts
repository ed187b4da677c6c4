/** Runs one `train` job: claims trials, trains them as a group on a free trainer, and stores their results. */
import type { DatasetSummary } from '../data/summary.ts'
import type { Db } from '../db/client.ts'
import type { StudyState } from '../db/rows.ts'
import { findDatasetToTrain } from '../db/tables/datasets.ts'
import { measuredGroups } from '../db/tables/lane-rates.ts'
import { readStudy } from '../db/tables/studies/study-row.ts'
import { transientFault } from '../db/transient-fault.ts'
import { withRetries } from '../db/with-retries.ts'
import type { TrainJob } from '../queue.ts'
import { claimGroup } from '../study/lifecycle/claim-group.ts'
import { noiseOf } from '../study/pruning/noise.ts'
import { storedSpec } from '../study/study-spec.ts'
import { machineFault } from './faults/machine-fault.ts'
import { type Dataset, type DatasetLost, openTrial, type TrialTools } from './open-trial.ts'
import type { StudyToTrain } from './train-request.ts'
import type { TrainerPool } from './trainer/trainer-pool.ts'

export interface TrainJobTools extends TrialTools {
  pool: TrainerPool
  datasetFile: (blobId: string) => Promise<string>
  workerId: string
  hardware: string
}

export async function runTrainJob(tools: TrainJobTools, job: TrainJob): Promise<void> {
  const trainer = await tools.pool.acquire()
  // the trials stay waiting for a worker with a free trainer
  if (trainer === null) return
  let ended: Promise<void>[] = []
  try {
    const study = await withRetries(() => readStudyToTrain(tools.db, job.studyId))
    if (study?.state !== 'running') return
    // before claiming trials: loading may be slow, and may fail for reasons unrelated to the trials
    const dataset = await loadDataset(tools, study)
    if ('fault' in dataset) {
      tools.soundness.failed(dataset.fault)
      return
    }
    const rates = await withRetries(() => measuredGroups(tools.db.pool, tools.hardware))
    const trials = await withRetries(() =>
      claimGroup(tools.db, {
        ...job,
        owner: tools.workerId,
        leaseMs: tools.leaseMs,
        device: tools.pool.backend.device,
        trainer: tools.pool.placeOf(trainer),
        isSingle: study.spec.ordered,
      }),
    )
    const opened = trials.map((trial) =>
      openTrial(tools, trainer, { ...study, ...dataset }, { trial, isAlone: trials.length === 1 }),
    )
    const ready = (await Promise.all(opened.map((trial) => trial.prepare()))).flat()
    for (const { begin } of ready) begin()
    const listened = ready.map(({ request, listener }) => ({ request, listener }))
    const trained = trainer.train(listened, rates)
    ended = ready.map(({ finish }, index) => finish(trained[index]!))
    // the ends are stored while the trainer already trains its next group
    await Promise.allSettled(trained)
  } finally {
    tools.pool.giveBack(trainer)
  }
  await Promise.all(ended)
}

/** The dataset's file, or a `fault` of this machine, or an error that would occur on any machine. */
async function loadDataset(
  { datasetFile }: TrainJobTools,
  { datasetBlob }: StoredStudy,
): Promise<Dataset | DatasetLost | { fault: string }> {
  try {
    return { datasetPath: await withRetries(() => datasetFile(datasetBlob)) }
  } catch (error) {
    if (transientFault(error) !== null) throw error
    const fault = machineFault(error)
    return fault === null ? { error } : { fault }
  }
}

interface StoredStudy extends StudyToTrain {
  state: StudyState
  datasetBlob: string
}

async function readStudyToTrain(db: Db, studyId: string): Promise<StoredStudy | null> {
  const study = await readStudy(db.pool, studyId)
  if (study === null || study.datasetId === null) return null
  const dataset = await findDatasetToTrain(db, study.datasetId)
  if (dataset === null) return null
  const spec = storedSpec(study)
  const { state, seed } = study
  const { noise } = noiseOf(spec, dataset.summary as DatasetSummary)
  return { state, spec, seed, datasetBlob: dataset.blobId, ...(noise && { noise }) }
}
