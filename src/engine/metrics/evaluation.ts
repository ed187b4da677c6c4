/** Defines the evaluation of a trained network on rows that it was not trained on. */
import { z } from 'zod'
import { ClassTable } from '../measure/classes.ts'

export const Evaluation = z
  .strictObject({
    rows: z.int(),
    metrics: z.record(z.string(), z.number()),
    classes: ClassTable.shape.classes.optional().describe('only for a classification'),
    confusion: ClassTable.shape.confusion.optional(),
  })
  .meta({ id: 'Evaluation' })
export type Evaluation = z.infer<typeof Evaluation>
