/** The filter of a trial table, as JSON in a query. */
import { z } from 'zod'
import { TrialSource } from '../../db/rows.ts'
import type { TrialFilter, TrialNumber } from '../../db/tables/trial-table.ts'
import { type Fault, Problem, toPointer } from '../../errors.ts'
import { ParamValue } from '../../search/space/params.ts'
import type { Parameter } from '../../search/space/space.ts'
import { TrialState } from '../../search/trial.ts'
import type { AnalysedStudy } from '../analysis/analysed-study.ts'
import { findParameter, unknownParameter } from './names.ts'

const Range = z
  .strictObject({ from: z.number().optional(), to: z.number().optional() })
  .refine(({ from, to }) => from !== undefined || to !== undefined, {
    message: 'give `from`, `to` or both',
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: '`from` is above `to`',
  })
  .describe('inclusive')
type Range = z.infer<typeof Range>

const Options = z.array(ParamValue).min(1).max(1_000).describe('values of a choice')

/** Everything that a row must meet. */
export const Where = z.strictObject({
  state: z.array(TrialState).min(1).optional(),
  source: z
    .array(TrialSource)
    .min(1)
    .optional()
    .describe('default: all but finalists and refits, which are no trials of the search'),
  number: Range.optional(),
  value: Range.optional().describe('of the first objective; the best so far of a running trial'),
  values: z
    .array(Range.nullable())
    .max(8)
    .optional()
    .describe('of each objective, in order; null for any'),
  step: Range.optional(),
  lastStep: Range.optional(),
  durationMs: Range.optional(),
  reason: z.string().min(1).max(200).optional().describe('part of the reason, in any case'),
  params: z
    .record(z.string(), z.union([Range, Options]))
    .optional()
    .describe('by parameter: a range, or the options of a choice'),
})
export type Where = z.infer<typeof Where>

const numberColumns = ['value', 'step', 'lastStep', 'durationMs'] as const
const sourcesOfSearch: TrialSource[] = ['suggested', 'enqueued', 'imported']

/** @throws Problem invalid-query if the filter names what the study does not have */
export function filterOf(study: AnalysedStudy, where: Where): TrialFilter {
  const { state = null, source = sourcesOfSearch, reason = null, params = {}, values = [] } = where
  const faults: Fault[] = []
  const ranges: { of: 'number' | TrialNumber; range: Range }[] = []
  const options: TrialFilter['options'][number][] = []
  if (where.number) ranges.push({ of: 'number', range: where.number })
  for (const column of numberColumns) {
    const range = where[column]
    if (range) ranges.push({ of: { kind: 'column', column }, range })
  }
  for (const [index, range] of values.entries()) {
    if (range === null) continue
    if (index < study.objectives.length) ranges.push({ of: { kind: 'objective', index }, range })
    else {
      faults.push({
        pointer: `/query/where/values/${index}`,
        detail: `the study has ${study.objectives.length} objectives`,
      })
    }
  }
  for (const [given, accepted] of Object.entries(params)) {
    const parameter = findParameter(study.space, given)
    const fault = (detail: string) =>
      faults.push({ pointer: `/query/where${toPointer(['params', given])}`, detail })
    if (parameter === null) fault(unknownParameter(study.space, given))
    else if (Array.isArray(accepted)) {
      options.push({ parameter: parameter.name, options: accepted })
      const unknown = unknownOption(parameter, accepted)
      if (unknown !== null) fault(unknown)
    } else if (parameter.domain.type === 'choice') {
      fault('is a choice: give a list of its options')
    } else {
      const { name } = parameter
      ranges.push({ of: { kind: 'parameter', name, options: null }, range: accepted })
    }
  }
  if (faults.length > 0) {
    throw new Problem('invalid-query', 'The filter does not fit the study.', faults)
  }
  return {
    states: state,
    sources: source,
    reason,
    ranges: ranges.map(({ of, range }) => ({ of, from: range.from ?? null, to: range.to ?? null })),
    options,
  }
}

function unknownOption({ domain }: Parameter, accepted: readonly ParamValue[]): string | null {
  if (domain.type !== 'choice') return null // values of a range may be listed too
  const unknown = accepted.find((one) => !domain.options.includes(one))
  if (unknown === undefined) return null
  const known = domain.options.slice(0, 20).map((option) => JSON.stringify(option))
  return `has no option ${JSON.stringify(unknown)}; its options: ${known.join(', ')}`
}
