/** One `train` job: claim its trials, train them as a group on a free trainer, write what comes, end them. */
import type { Db } from '../db/client.ts'
import type { StudyState } from '../db/rows.ts'
import { findDatasetBlob } from '../db/tables/datasets.ts'
import { readStudy } from '../db/tables/studies/study-row.ts'
import { transientFault } from '../db/transient-fault.ts'
import { withRetries } from '../db/with-retries.ts'
import type { TrainJob } from '../queue.ts'
import { claimGroup } from '../study/lifecycle/claim-group.ts'
import { storedSpec } from '../study/study-spec.ts'
import { machineFault } from './faults/machine-fault.ts'
import { type Dataset, type DatasetLost, openTrial, type TrialTools } from './open-trial.ts'
import type { StudyToTrain } from './train-request.ts'
import type { TrainerPool } from './trainer/trainer-pool.ts'

export interface TrainJobTools extends TrialTools {
  pool: TrainerPool
  datasetFile: (blobId: string) => Promise<string>
  workerId: string
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
    const dataset = await loadDataset(tools, study)
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

/** The file, or why there is none: `fault` of this machine, or an error that another one meets as well. */
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
  const datasetBlob = await findDatasetBlob(db, study.datasetId)
  if (datasetBlob === null) return null
  return { state: study.state, spec: storedSpec(study), seed: study.seed, datasetBlob }
}
