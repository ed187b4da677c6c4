/** Holes of planned spaces. Each has a default: the first trial of the study takes all defaults. */
import type { Json } from './rule.ts'

interface Range {
  low: number
  high: number
  default: number
}

export function float(name: string, range: Range): Json {
  const { default: value, ...bounds } = range
  return { $float: { ...bounds, default: value }, name }
}

export function logFloat(name: string, range: Range): Json {
  const { default: value, ...bounds } = range
  return { $float: { ...bounds, log: true, default: value }, name }
}

export function choice(name: string, options: readonly unknown[], value: unknown): Json {
  return { $choice: options, name, default: value }
}
