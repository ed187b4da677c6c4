/**
 * Maps numeric and choice domains to the unit interval: a uniform number maps to a value with the distribution of
 * `drawFrom`. Each step or option has an interval, and a value maps back to its middle.
 */

import { type Domain, stepCount, stepValue, valueAt } from './domain.ts'
import type { ParamValue } from './params.ts'

/** @param u  in [0, 1] */
export function fromUnit(domain: Domain, u: number): ParamValue {
  if (domain.type === 'choice') {
    const count = domain.options.length
    return domain.options[Math.min(count - 1, Math.floor(u * count))] ?? null
  }
  const { low, high, log, step } = domain
  if (step === null) return valueAt({ low, high, log }, u)
  const count = stepCount({ low, high, step })
  return stepValue({ low, high, step }, stepIndexAt(u, { low, step, log, count }))
}

/** The inverse of `fromUnit`, up to the width of a step; an unknown option is NaN. */
export function toUnit(domain: Domain, value: ParamValue): number {
  if (domain.type === 'choice') {
    const index = domain.options.indexOf(value)
    return index < 0 ? Number.NaN : (index + 0.5) / domain.options.length
  }
  const { low, high, log, step } = domain
  const number = Number(value)
  if (low === high) return 0.5
  if (step === null) {
    const [first, last] = log ? [Math.log(low), Math.log(high)] : [low, high]
    return clamped(((log ? Math.log(number) : number) - first) / (last - first), 0, 1)
  }
  const stepped: Stepped = { low, step, log, count: stepCount({ low, high, step }) }
  const index = clamped(Math.round((number - low) / step), 0, stepped.count - 1)
  return (stepEdge(index, stepped) + stepEdge(index + 1, stepped)) / 2
}

export interface Stepped {
  low: number
  step: number
  log: boolean
  count: number
}

/** Returns the start of step `index` in the unit interval; for index = count it is 1. */
export function stepEdge(index: number, { low, step, log, count }: Stepped): number {
  if (!log) return index / count
  const first = Math.max(low - step / 2, low / 2)
  const edge = index === 0 ? first : low + (index - 0.5) * step
  return Math.log(edge / first) / Math.log((low + (count - 0.5) * step) / first)
}

function stepIndexAt(u: number, stepped: Stepped): number {
  const { low, step, log, count } = stepped
  if (!log) return Math.min(count - 1, Math.floor(u * count))
  const first = Math.max(low - step / 2, low / 2)
  const drawn = first * ((low + (count - 0.5) * step) / first) ** u
  return clamped(Math.round((drawn - low) / step), 0, count - 1)
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
