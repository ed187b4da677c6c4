import { z } from 'zod'
import type { Dataset, InputColumn } from '../dataset.ts'

const Columns = z.array(z.union([z.string(), z.int().min(0)]))

/** What the spec of the file must say for a warning to be gone. */
export const Mend = z
  .strictObject({
    ignore: Columns,
    categorical: Columns,
    keep: Columns,
    missing: z.array(z.string()),
    dropMissingTarget: z.literal(true),
    datetime: z.record(z.string(), z.string()),
    test: z.strictObject({ split: z.string() }),
    delimiter: z.string(),
    header: z.literal(false),
    skipLastLines: z.int(),
    encoding: z.string(),
    decimal: z.literal(','),
    thousands: z.literal('.'),
  })
  .partial()
  .meta({ id: 'Mend' })
export type Mend = z.infer<typeof Mend>

/** A warning about a dataset: not an error, but something that its owner should know. */
export const Warning = z.strictObject({
  column: z.string().nullable().describe('null: the whole dataset'),
  code: z.string().describe('the kind of warning'),
  message: z.string(),
  suggestion: z
    .string()
    .nullable()
    .describe('what to do about it, for example which option to give'),
  mend: Mend.nullable().describe(
    'members of the spec with which the file has this warning no more: lists and objects are added to those of the spec, other values replace them; null: the file has to change, or several answers are as good',
  ),
})
export type Warning = z.infer<typeof Warning>

/** A warning as it is found; without a `mend` it has none. */
export type Finding = Omit<Warning, 'code' | 'mend'> & { mend?: Mend | null }

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
  find(dataset: Dataset): Finding[]
}): WarningRule {
  const { code, find } = rule
  return {
    ...rule,
    find: (dataset) => find(dataset).map((finding) => toWarning(code, finding)),
  }
}

export function toWarning(code: string, finding: Finding): Warning {
  const { column, message, suggestion, mend = null } = finding
  return { column, code, message, suggestion, mend }
}

/** The input columns of a table; empty if the inputs are one tensor. */
export function tableColumns(inputs: Dataset['inputs']): InputColumn[] {
  return inputs.type === 'table' ? inputs.columns : []
}
