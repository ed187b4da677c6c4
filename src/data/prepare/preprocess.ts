import { z } from 'zod'

const Side = z.int().min(1).max(1024)

/** How inputs become numbers; whatever is learned from the data is learned from the training rows. */
export const PreprocessSpec = z.strictObject({
  resize: z
    .tuple([Side, Side])
    .optional()
    .describe(
      'height and width to scale images to, for inputs of the shape [height, width, channels]',
    ),
  standardize: z
    .boolean()
    .default(true)
    .describe('numeric inputs get mean 0 and deviation 1: each column of a table, all of an image'),
  missing: z
    .enum(['mean', 'median'])
    .default('mean')
    .describe('what stands for a missing number; a missing text is a level of its own'),
  missingIndicator: z
    .boolean()
    .default(false)
    .describe('one more input, 0 or 1, for each numeric column that has missing values'),
  maxLevels: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe(
      'inputs of a categorical column: its most frequent levels; the others share one more',
    ),
})
export type PreprocessSpec = z.infer<typeof PreprocessSpec>
