/** Builds the request to a trainer for one trial; the specification is parsed here, once per training. */
import { PreprocessSpec } from '../data/prepare/preprocess.ts'
import type { ClaimedTrial } from '../db/tables/trials/claim-trials.ts'
import { leaseKey } from '../db/tables/trials/leases.ts'
import { checked, type TrialSpec } from '../engine/spec.ts'
import type { PruneContext } from '../search/pruner.ts'
import { rngFor } from '../search/rng.ts'
import { firstObjective } from '../study/objectives.ts'
import { decisionSteps } from '../study/pruning/ask-pruner.ts'
import type { StudySpec } from '../study/study-spec.ts'
import { inherits } from '../study/suggest/inheritance.ts'
import type { TrainRequest } from './trainer/protocol.ts'

export interface StudyToTrain {
  spec: StudySpec
  seed: number
  noise?: PruneContext['noise'] // of the first objective
}

/** A claimed trial with its parsed specification. */
export type TrialToTrain = Omit<ClaimedTrial, 'spec'> & { spec: TrialSpec }

/** @throws Error with all faults of the specification; it was valid when it was stored */
export function trialToTrain(trial: ClaimedTrial): TrialToTrain {
  return { ...trial, spec: checked(trial.spec) }
}

/** The request to train this trial on the dataset, from the checkpoint if one is given. */
export function trainRequest(
  study: StudyToTrain,
  trial: TrialToTrain,
  { datasetPath, checkpoint }: Pick<TrainRequest, 'datasetPath' | 'checkpoint'>,
): TrainRequest {
  return {
    key: leaseKey(trial),
    datasetPath,
    spec: trial.spec,
    preprocess: PreprocessSpec.parse(trial.spec.preprocess ?? {}),
    validation: trial.source === 'refit' ? null : study.spec.validation,
    objective: firstObjective(study.spec),
    reported: study.spec.metrics,
    // stream 1, because the sampler uses stream 0
    seed: trial.seed ?? rngFor(study.seed, trial.number, 1).int(2 ** 31),
    orderSeed: trial.splitSeed ?? study.seed,
    checkpoint,
    // the pruner judges the search's trials only
    decisionSteps: trial.copyOf === null ? decisionSteps(study.spec, trial.spec.epochs) : [],
    isOrdered: study.spec.ordered,
    endsByTime: typeof study.spec.budget.seconds === 'number',
    keepsHeldOut: trial.keepsHeldOut,
    isInherited: inherits(study.spec),
  }
}
