/** What a test function is. It is written down once: both sides ask this process for the value of a trial. */
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
  /** Samplers are tuned on the one half and judged on the other. */
  half: 'tuning' | 'reporting'
  space: Record<string, unknown> // as POST /v1/studies takes it
  /** Without noise, lower is better; null: the trial fails. */
  evaluate(params: Params): readonly number[] | null
  noise: number // deviation of what is added to the value; 0: none
  /** Of one objective the least value; of two the largest hypervolume below the reference point. */
  optimum: number
  reference: readonly [number, number] | null // null: one objective
}

/** A function of one objective without noise, unless it says otherwise. */
export function testFunction(
  given: Pick<TestFunction, 'name' | 'family' | 'about' | 'half' | 'space' | 'evaluate'> &
    Partial<TestFunction>,
): TestFunction {
  return { noise: 0, optimum: 0, reference: null, ...given }
}

/** x0, x1, …: as many holes of one kind. */
export function holes(count: number, hole: unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, hole]))
}

export function float(low: number, high: number, log = false) {
  return { $float: { low, high, ...(log && { log }) } }
}

export function int(low: number, high: number, log = false) {
  return { $int: { low, high, ...(log && { log }) } }
}

/** The values of `holes`. */
export function vector(params: Params, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number(params[`x${i}`]))
}

/** A number of [0, 1) that belongs to an index: where optima lie, and what options are worth. */
export function scattered(index: number): number {
  const at = Math.sin((index + 1) * 12.9898) * 43_758.5453
  return at - Math.floor(at)
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
