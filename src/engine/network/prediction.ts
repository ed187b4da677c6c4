/** What a trained network says of one row. */
import { z } from 'zod'

const imputed = z
  .array(z.string())
  .optional()
  .describe('columns that the row has no value for, where the data lack some too; absent: none')

const unknown = z
  .array(z.string())
  .optional()
  .describe('columns where the row has a text that no training row had; absent: none')

/** A class with the probabilities of all, in the order of the model's classes; or a value in the target's own units. */
export const Prediction = z.union([
  z.strictObject({ label: z.string(), probabilities: z.array(z.number()), imputed, unknown }),
  z.strictObject({
    value: z.number(),
    clipped: z
      .literal(true)
      .optional()
      .describe('the network’s value was beyond the bounds of preprocess.clipPredictions'),
    deviation: z
      .number()
      .optional()
      .describe('half the distance between the values one standard deviation below and above'),
    interval: z
      .tuple([z.number(), z.number()])
      .optional()
      .describe('nine of ten values are expected inside'),
    imputed,
    unknown,
  }),
])
export type Prediction = z.infer<typeof Prediction>

/** Standard deviations that 90 % of a normal distribution are within. */
export const within90 = 1.6448536269514722
