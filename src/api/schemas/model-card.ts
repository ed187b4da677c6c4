/** The model card as API answers have it; src/export/card.ts says what is in it. */
import { z } from 'zod'
import { Calibration } from '../../engine/calibration/calibration.ts'

const metrics = z.record(z.string(), z.number().nullable())

const TrainedTrial = z.strictObject({
  number: z.int(),
  seed: z.int().nullable().describe('null: from the seed of the study and the number'),
  params: z.unknown(),
  value: z.number().nullable().describe('of the objective'),
  metrics: z.strictObject({
    epoch: z.int().nullable().describe('whose weights the model has'),
    train: metrics,
    validation: metrics,
    test: z.unknown().describe('null until the trial is evaluated on the test rows'),
  }),
})

const Finalist = z.strictObject({
  rank: z.int().nullable(),
  trial: z.int(),
  mean: z.number().nullable().describe('of the objective'),
  interval: z.array(z.number()).nullable().describe('of 95 %, of the mean'),
})

const Member = z.strictObject({
  weight: z.number().describe('in the mean; all sum to 1'),
  specification: z.unknown(),
  inputShape: z.array(z.int()),
  preprocessing: z.unknown().describe('as fitted to the training rows'),
  target: z.unknown().describe('the fitted transformation of the target; null: none'),
  calibration: Calibration.optional(),
})

export const ModelCard = z
  .strictObject({
    format: z.string(),
    versions: z.record(z.string(), z.string()),
    study: z.strictObject({ id: z.string(), name: z.string(), seed: z.number() }),
    trials: z.array(TrainedTrial).describe('that the model consists of'),
    dataset: z.strictObject({ name: z.string(), sha256: z.string(), rows: z.int() }).nullable(),
    objective: z.strictObject({ metric: z.string(), direction: z.string() }),
    finalists: z.array(Finalist).describe('best first; empty without finalists'),
    task: z.enum(['classification', 'regression']),
    classes: z.array(z.string()).nullable(),
    members: z.array(Member).describe('networks of the model'),
  })
  .meta({ id: 'ModelCard' })
