/** Defines test functions, which only this process evaluates: both sides get their values from it. */
import type { Params } from '../../../src/search/space/params.ts'

export type Family =
  | 'continuous'
  | 'integer'
  | 'log'
  | 'categorical'
  | 'conditional'
  | 'noisy'
  | 'failing'
  | 'two objectives'
  | 'networks'

export interface TestFunction {
  name: string
  family: Family
  about: string
  /** Samplers are tuned on one half and evaluated on the other. */
  half: 'tuning' | 'reporting'
  space: Record<string, unknown> // as in POST /v1/studies
  /** The value without noise, lower is better; null: the trial fails. */
  evaluate(params: Params): readonly number[] | null
  noise: number // standard deviation of the noise; 0: none
  /** The lowest value; for two objectives, the largest hypervolume below the reference point. */
  optimum: number
  reference: readonly [number, number] | null // null: one objective
}

/** Defaults: one objective, no noise. */
export function testFunction(
  given: Pick<TestFunction, 'name' | 'family' | 'about' | 'half' | 'space' | 'evaluate'> &
    Partial<TestFunction>,
): TestFunction {
  return { noise: 0, optimum: 0, reference: null, ...given }
}

/** A space with the parameters x0, x1, …, all of one kind. */
export function holes(count: number, hole: unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, hole]))
}

export function float(low: number, high: number, log = false) {
  return { $float: { low, high, ...(log && { log }) } }
}

export function int(low: number, high: number, log = false) {
  return { $int: { low, high, ...(log && { log }) } }
}

/** The values of the parameters of `holes`. */
export function vector(params: Params, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number(params[`x${i}`]))
}

/** A pseudo-random number in [0, 1) for an index, for the places of optima and the costs of options. */
export function scattered(index: number): number {
  const at = Math.sin((index + 1) * 12.9898) * 43_758.5453
  return at - Math.floor(at)
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
