import { z } from 'zod'
import type { Dataset, InputColumn } from '../dataset.ts'

/** Something about a dataset that is no fault, and that its owner should know. */
export const Warning = z.strictObject({
  column: z.string().nullable().describe('null: the whole dataset'),
  code: z.string().describe('the kind of warning'),
  message: z.string(),
  suggestion: z.string().nullable().describe('what to do, for example which option to give'),
})
export type Warning = z.infer<typeof Warning>

/** Looks at a whole dataset; a pure function. */
export type WarningRule = (dataset: Dataset) => Warning[]

/** None where the inputs are one tensor. */
export function tableColumns(inputs: Dataset['inputs']): InputColumn[] {
  return inputs.type === 'table' ? inputs.columns : []
}
