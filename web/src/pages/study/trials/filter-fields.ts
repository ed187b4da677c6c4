/** What trials can be filtered by, and a filter with one of these changed. */
import type { Domain, Parallel } from '../plots/queries.ts'
import { optionText, valueText } from '../plots/scales.ts'
import { withoutParam } from './chips.ts'
import { type Option, type Range, trialSources, trialStates, type Where } from './view.ts'

export type FilterField = { id: string; text: string; hint?: string } & (
  | { kind: 'range' }
  | { kind: 'options'; options: readonly Option[] }
  | { kind: 'text' }
)

/** @param metrics  of the objectives, in order */
export function filterFields(metrics: readonly string[], axes: Parallel['axes']): FilterField[] {
  return [
    { id: 'state', text: 'State', kind: 'options', options: trialStates },
    { id: 'value', text: metrics[0] ?? 'value', kind: 'range' },
    ...metrics.slice(1).map((metric, i): FilterField => {
      return { id: `values[${i + 1}]`, text: metric, kind: 'range' }
    }),
    ...axes.map(({ parameter, domain }): FilterField => {
      const field = { id: `params.${parameter}`, text: parameter, hint: domainText(domain) }
      return domain.type === 'choice'
        ? { ...field, kind: 'options', options: domain.options }
        : { ...field, kind: 'range' }
    }),
    { id: 'lastStep', text: 'Epochs', kind: 'range' },
    { id: 'durationMs', text: 'Duration', hint: 'in milliseconds', kind: 'range' },
    { id: 'number', text: 'Trial number', kind: 'range' },
    { id: 'reason', text: 'Reason', hint: 'part of the text', kind: 'text' },
    { id: 'source', text: 'Source', kind: 'options', options: trialSources },
  ]
}

function domainText(domain: Domain): string {
  if (domain.type === 'choice') return domain.options.map(optionText).slice(0, 4).join(', ')
  return `${valueText(domain, domain.low)} to ${valueText(domain, domain.high)}`
}

/** What the filter says of a field now. */
export function filterAt(where: Where, id: string): Range | Option[] | string | null {
  if (id.startsWith('params.')) return where.params?.[id.slice('params.'.length)] ?? null
  const [, index] = /^values\[(\d)\]$/.exec(id) ?? []
  if (index !== undefined) return where.values?.[Number(index)] ?? null
  return (where as Record<string, Range | Option[] | string | undefined>)[id] ?? null
}

/** Replaces what the filter says of a field. */
export function withFilter(where: Where, id: string, given: Range | Option[] | string): Where {
  if (id.startsWith('params.')) {
    const name = id.slice('params.'.length)
    const rest = withoutParam(where, name)
    return { ...rest, params: { ...rest.params, [name]: given as Range | Option[] } }
  }
  const [, index] = /^values\[(\d)\]$/.exec(id) ?? []
  if (index !== undefined) {
    const values = Array.from(
      { length: Math.max(where.values?.length ?? 0, Number(index) + 1) },
      (_, i) => (i === Number(index) ? (given as Range) : (where.values?.[i] ?? null)),
    )
    return { ...where, values }
  }
  return { ...where, [id]: given }
}
