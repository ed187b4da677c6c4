import { z } from 'zod'
import type { Dataset, InputColumn } from '../dataset.ts'

/** A warning about a dataset: not an error, but something that its owner should know. */
export const Warning = z.strictObject({
  column: z.string().nullable().describe('null: the whole dataset'),
  code: z.string().describe('the kind of warning'),
  message: z.string(),
  suggestion: z
    .string()
    .nullable()
    .describe('what to do about it, for example which option to give'),
})
export type Warning = z.infer<typeof Warning>

/** One kind of warning. */
export interface WarningRule {
  code: string // its name in the registry, with hyphens
  summary: string // what was found
  /** Looks at a whole dataset; a pure function. */
  find(dataset: Dataset): Warning[]
}

export function defineWarning(rule: {
  code: string
  summary: string
  find(dataset: Dataset): Omit<Warning, 'code'>[]
}): WarningRule {
  const { code, find } = rule
  return {
    ...rule,
    find: (dataset) =>
      find(dataset).map(({ column, message, suggestion }) => ({
        column,
        code,
        message,
        suggestion,
      })),
  }
}

/** The input columns of a table; empty if the inputs are one tensor. */
export function tableColumns(inputs: Dataset['inputs']): InputColumn[] {
  return inputs.type === 'table' ? inputs.columns : []
}
