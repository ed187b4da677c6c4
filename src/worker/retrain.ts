/** Trains one trial again, in a trainer as the worker starts them, without a database. */
import type { Config } from '../config.ts'
import { toCompiler } from '../engine/choose-execution.ts'
import type { EpochMetrics } from '../epoch-metrics.ts'
import type { Recipe } from '../study/answers/recipe.ts'
import { storedSpec } from '../study/study-spec.ts'
import { trainRequest, trialToTrain } from './train-request.ts'
import type { SpentTraining, TrainEnd, TrainerBackend } from './trainer/protocol.ts'
import { startTrainer } from './trainer/trainer.ts'
import { trainerEntry, trainerEnv } from './trainer/trainer-env.ts'

export interface Retrained extends SpentTraining {
  backend: TrainerBackend
  epochs: EpochMetrics[] // by step
  end: TrainEnd
}

/**
 * @param datasetPath  file with the stored bytes of the dataset
 * @throws TrainerDied
 */
export async function retrain(
  { study, trial }: Recipe,
  { datasetPath, device }: { datasetPath: string } & Pick<Config, 'device'>,
): Promise<Retrained> {
  const claimed = trialToTrain({
    ...trial,
    ...{ studyId: study.id, fencing: 0, params: {}, attempt: 1, lastStep: null, parent: null },
    ...{ outOfMemory: 0, keepsHeldOut: false },
  })
  const spec = storedSpec({ spec: JSON.stringify(study.spec) })
  const request = trainRequest({ spec, seed: study.seed }, claimed, {
    datasetPath,
    checkpoint: null,
  })
  const limits = { gpu: null, limitBytes: Number.POSITIVE_INFINITY }
  const env = trainerEnv({ device, execution: toCompiler(trial.execution) }, limits)
  const trainer = await startTrainer(trainerEntry, env)
  try {
    const epochs: EpochMetrics[] = []
    const listener = {
      epochs(some: EpochMetrics[]) {
        epochs.push(...some)
        return { judged: Promise.resolve(), stored: Promise.resolve() }
      },
      checkpoint() {},
    }
    // it must be executed as it was, or fail
    const [trained] = trainer.train([{ request: { ...request, isOrdered: true }, listener }])
    return { backend: trainer.backend, epochs, ...(await trained!) }
  } finally {
    trainer.kill()
  }
}
