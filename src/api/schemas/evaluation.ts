/** What rows say of a network that has not learned from them. */
import { z } from 'zod'

/** Of a classification. */
export const ClassTable = z
  .strictObject({
    classes: z.array(
      z.strictObject({
        label: z.string(),
        precision: z.number().describe('share of right ones among the rows given to the class'),
        recall: z.number().describe('share of the rows of the class that are found'),
        f1: z.number(),
        support: z.int().describe('rows of the class'),
      }),
    ),
    confusion: z
      .array(z.array(z.int()))
      .nullable()
      .describe('rows by true class, then by the class they were given to; null above 100 classes'),
  })
  .meta({ id: 'ClassTable' })

export const Evaluation = z
  .strictObject({
    rows: z.int(),
    metrics: z.record(z.string(), z.number()),
    classes: ClassTable.shape.classes.optional().describe('of a classification'),
    confusion: ClassTable.shape.confusion.optional(),
  })
  .meta({ id: 'Evaluation' })
