/** What a trained model gets wrong on its validation rows. Sizes are bounded, whatever the number of rows and classes. */
import { z } from 'zod'
import type { ValidationSpec } from '../../data/split/validation.ts'
import { Calibration } from '../calibration/calibration.ts'
import { ClassScores } from '../measure/classes.ts'

const Row = z.int().describe('row of the dataset, from 0')

/** A row with a wrong or right class. */
const ClassifiedRow = z.strictObject({
  row: Row,
  label: z.string().describe('true class'),
  predicted: z.string().describe('most probable class'),
  probability: z.number().describe('of the predicted class'),
  ofLabel: z.number().describe('probability of the true class'),
})
export type ClassifiedRow = z.infer<typeof ClassifiedRow>

export const ClassDiagnosis = z.strictObject({
  classes: z
    .array(ClassScores)
    .describe('of at most 50 classes: where there are more, those with the most mistakes'),
  hiddenClasses: z.int().describe('classes that are not in `classes`'),
  confusion: z
    .array(z.array(z.int()))
    .describe(
      'rows by true class, then by predicted class, in the order of `classes`; where classes are hidden, the last row and column are all of these',
    ),
  mistakes: z
    .array(ClassifiedRow)
    .describe(
      'wrong rows, the surest first; where there are too many, at most 24 of each pair of classes',
    ),
  sample: z.array(ClassifiedRow).describe('rows at even distances, right and wrong'),
  calibration: z.strictObject({
    bins: z
      .array(
        z.strictObject({
          from: z.number(),
          to: z.number(),
          rows: z.int(),
          confidence: z.number().describe('mean probability of the predicted class'),
          accuracy: z.number(),
        }),
      )
      .describe('rows by the probability of their predicted class; without empty bins'),
    error: z
      .number()
      .describe('expected calibration error: mean of |accuracy − confidence| over the rows'),
  }),
})
export type ClassDiagnosis = z.infer<typeof ClassDiagnosis>

const PredictedRow = z.strictObject({
  row: Row,
  target: z.number(),
  predicted: z.number(),
  interval: z
    .array(z.number())
    .length(2)
    .optional()
    .describe('nine of ten values are expected inside; only of models that predict a distribution'),
})
export type PredictedRow = z.infer<typeof PredictedRow>

export const ValueDiagnosis = z.strictObject({
  bias: z.number().describe('mean residual; a residual is target − prediction'),
  rmse: z.number(),
  mae: z.number(),
  histogram: z
    .strictObject({
      edges: z.array(z.number()).describe('ascending; one more than `counts`'),
      counts: z.array(z.int()),
      below: z.int().describe('residuals below the first edge'),
      above: z.int().describe('residuals above the last edge'),
    })
    .describe('of the residuals'),
  sample: z.array(PredictedRow).describe('rows at even distances'),
  worst: z.array(PredictedRow).describe('rows with the largest residuals, the largest first'),
  coverage: z
    .array(
      z.strictObject({
        level: z.number().describe('share of rows expected in the central interval'),
        covered: z.number().describe('share of rows whose target is in it'),
      }),
    )
    .nullable()
    .describe('of models that predict a distribution; null for others'),
  calibration: Calibration.nullable().describe(
    'of the model, learned from these rows; null for models that predict no distribution',
  ),
})
export type ValueDiagnosis = z.infer<typeof ValueDiagnosis>

export const Diagnosis = z
  .strictObject({
    rows: z.int().describe('validation rows, of all folds together'),
    used: z
      .int()
      .describe('validation rows that were predicted: all, or of many an even selection'),
    folds: z
      .int()
      .describe('networks of the model: each predicts the rows that its own training held back'),
    classes: ClassDiagnosis.nullable().describe('null for a regression'),
    values: ValueDiagnosis.nullable().describe('null for a classification'),
  })
  .meta({ id: 'TrialDiagnosis' })
export type Diagnosis = z.infer<typeof Diagnosis>

/** Which rows the folds of a trial held back. */
export interface HowValidated {
  validation: ValidationSpec
  seed: number // of the split
}
