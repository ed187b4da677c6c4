/** Summarises the progress of a study: where it improved, and the spread of its trials over time. */
import { measureSpread, type Spread } from './spread.ts'

/** Returns the indices at which a loss is lower than all before. */
export function improvements(losses: Float64Array): number[] {
  const found: number[] = []
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < losses.length; i++) {
    if ((losses[i] as number) >= best) continue
    best = losses[i] as number
    found.push(i)
  }
  return found
}

export interface Window {
  from: number // index of its first trial
  to: number // index of its last trial
  spread: Spread
}

/** Divides the trials in order into at most `count` runs, equal in length up to one trial. Yields after each run. */
export function* windows(values: Float64Array, count: number): Generator<void, Window[]> {
  const found: Window[] = []
  const runs = Math.min(count, values.length)
  for (let run = 0; run < runs; run++) {
    const from = Math.floor((run * values.length) / runs)
    const to = Math.floor(((run + 1) * values.length) / runs)
    found.push({ from, to: to - 1, spread: measureSpread(values.subarray(from, to)) })
    yield
  }
  return found
}
