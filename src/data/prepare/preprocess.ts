import { z } from 'zod'

const Side = z.int().min(1).max(1024)

/** Options for encoding inputs as numbers. Statistics are learned from the training rows only. */
export const PreprocessSpec = z.strictObject({
  resize: z
    .tuple([Side, Side])
    .optional()
    .describe(
      'height and width to resize images to, for inputs of shape [height, width, channels]',
    ),
  standardize: z
    .boolean()
    .default(true)
    .describe(
      'scales numeric inputs to mean 0 and deviation 1: each column of a table, or all values of an image',
    ),
  missing: z
    .enum(['mean', 'median'])
    .default('mean')
    .describe('the value that replaces a missing number; a missing text is its own level'),
  missingIndicator: z
    .boolean()
    .default(false)
    .describe('adds an input, 0 or 1, for each numeric column with missing values'),
  maxLevels: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe(
      'number of inputs of a categorical column, for its most frequent levels; the others share one more input',
    ),
})
export type PreprocessSpec = z.infer<typeof PreprocessSpec>
