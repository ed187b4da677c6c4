/** A value of a specification, fixed or searched; pure. */
import { partsOf } from '../../../ui/comma-list.ts'

export interface RangeOptions {
  low: number
  high: number
  log?: boolean
  step?: number
  [option: string]: unknown
}

/** How the form shows a value. */
export type Held =
  | { kind: 'unset' }
  | { kind: 'fixed'; value: unknown }
  | { kind: 'range'; mark: '$float' | '$int'; range: RangeOptions }
  | { kind: 'choice'; options: (string | number | boolean)[] }
  | { kind: 'either' } // true or false
  | { kind: 'other' } // for the JSON alone

export function readHeld(value: unknown): Held {
  if (value === undefined) return { kind: 'unset' }
  if (typeof value !== 'object' || value === null) return { kind: 'fixed', value }
  const hole = value as Record<string, unknown>
  for (const mark of ['$float', '$int'] as const) {
    const range = hole[mark]
    if (isRange(range)) return { kind: 'range', mark, range }
  }
  if (hole.$bool === true) return { kind: 'either' }
  const { $choice: options } = hole
  if (Array.isArray(options) && options.every(isPlain)) return { kind: 'choice', options }
  return { kind: 'other' }
}

function isRange(value: unknown): value is RangeOptions {
  if (typeof value !== 'object' || value === null) return false
  const { low, high } = value as Record<string, unknown>
  return typeof low === 'number' && typeof high === 'number'
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** Options beside a hole, such as `name`, stay. */
export function writeHeld(held: Held, before: unknown): unknown {
  const { weights, ...beside } = besideHole(before)
  if (held.kind === 'fixed') return held.value
  if (held.kind === 'range') return { [held.mark]: held.range, ...beside }
  if (held.kind === 'choice') {
    const fit = Array.isArray(weights) && weights.length === held.options.length
    return { $choice: held.options, ...beside, ...(fit && { weights }) }
  }
  return held.kind === 'either' ? { $bool: true, ...beside } : undefined
}

function besideHole(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const entries = Object.entries(value)
  const isHole = entries.some(([name]) => name.startsWith('$'))
  return isHole ? Object.fromEntries(entries.filter(([name]) => !name.startsWith('$'))) : {}
}

/** A range around a fixed number: a tenth to ten times for rates, half to double for counts. */
export function rangeAround(value: unknown, isWhole: boolean): Held {
  const middle = typeof value === 'number' && value > 0 ? value : isWhole ? 8 : 0.01
  if (isWhole) {
    const range = { low: Math.max(1, Math.floor(middle / 2)), high: Math.max(2, 2 * middle) }
    return { kind: 'range', mark: '$int', range }
  }
  if (middle < 1 && middle >= 0.1) {
    return { kind: 'range', mark: '$float', range: { low: 0, high: 0.5 } } // a share, such as a rate of dropout
  }
  const range = { low: precise(middle / 10), high: precise(middle * 10), log: true }
  return { kind: 'range', mark: '$float', range }
}

/** What stands for a hole once it is fixed. */
export function fixedFrom(held: Held, isWhole: boolean): unknown {
  if (held.kind === 'choice') return held.options[0]
  if (held.kind === 'either') return true
  if (held.kind !== 'range') return held.kind === 'fixed' ? held.value : undefined
  const { low, high, log } = held.range
  const middle = log && low > 0 ? Math.sqrt(low * high) : (low + high) / 2
  return isWhole ? Math.round(middle) : precise(middle)
}

const precise = (value: number): number => Number(value.toPrecision(3))

/** A list as people type it: "16, 32, relu"; numbers are numbers where all are. */
export function parseOptions(text: string): (string | number)[] {
  const parts = partsOf(text)
  const numbers = parts.map(Number)
  return numbers.every((number) => Number.isFinite(number)) ? numbers : parts
}
