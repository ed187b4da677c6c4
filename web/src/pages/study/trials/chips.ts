/** The parts of a filter, each as a word that one can take away. */
import { formatMilliseconds, formatParam, formatValue } from '../../../ui/format.ts'
import type { Range, Where } from './view.ts'

export interface Chip {
  id: string
  text: string
  /** The filter without it. */
  without: Where
}

const names: Record<string, string> = {
  number: 'trial',
  step: 'best epoch',
  lastStep: 'epochs',
  durationMs: 'duration',
}

/** @param metrics  of the objectives, in order */
export function chipsOf(where: Where, metrics: readonly string[]): Chip[] {
  const chips: Chip[] = []
  const add = (id: string, text: string, without: Where) => chips.push({ id, text, without })
  const { state, source, reason, values = [], params = {} } = where
  if (state) add('state', state.join(' or '), omit(where, 'state'))
  if (source) add('source', source.join(' or '), omit(where, 'source'))
  for (const name of ['number', 'value', 'step', 'lastStep', 'durationMs'] as const) {
    const range = where[name]
    if (!range) continue
    const format = name === 'durationMs' ? formatMilliseconds : formatValue
    const shown = name === 'value' ? (metrics[0] ?? 'value') : (names[name] as string)
    add(name, rangeText(shown, range, format), omit(where, name))
  }
  for (const [index, range] of values.entries()) {
    if (range === null) continue
    const rest = values.map((one, i) => (i === index ? null : one))
    const without = rest.some((one) => one !== null)
      ? { ...where, values: rest }
      : omit(where, 'values')
    add(
      `values[${index}]`,
      rangeText(metrics[index] ?? `value ${index}`, range, formatValue),
      without,
    )
  }
  if (reason !== undefined) add('reason', `reason: “${reason}”`, omit(where, 'reason'))
  for (const [name, accepted] of Object.entries(params)) {
    const text = Array.isArray(accepted)
      ? `${name}: ${accepted.map((one) => (one === null ? 'null' : formatParam(one))).join(' or ')}`
      : rangeText(name, accepted, formatValue)
    add(`params.${name}`, text, withoutParam(where, name))
  }
  return chips
}

function omit(where: Where, field: keyof Where): Where {
  const { [field]: _, ...rest } = where
  return rest
}

export function withoutParam(where: Where, name: string): Where {
  const { [name]: _, ...params } = where.params ?? {}
  return Object.keys(params).length > 0 ? { ...where, params } : omit(where, 'params')
}

function rangeText(name: string, { from, to }: Range, format: (value: number) => string): string {
  if (from === undefined) return `${name} ≤ ${format(to as number)}`
  if (to === undefined) return `${name} ≥ ${format(from)}`
  return from === to ? `${name} = ${format(from)}` : `${format(from)} ≤ ${name} ≤ ${format(to)}`
}
