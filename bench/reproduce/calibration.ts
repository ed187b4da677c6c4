/** How well predicted deviations fit: the share of rows inside central intervals, and deviations by a column. */
import { normalQuantile } from '../../src/search/math/normal-quantile.ts'

/** A prediction with its deviation, beside the true value; in the target's unit. */
export interface Judged {
  truth: number
  value: number
  deviation: number
}

export const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]

/** Share of the rows whose truth lies in the central interval of a normal distribution with this probability. */
export function coverage(rows: readonly Judged[], probability: number): number {
  const width = normalQuantile((1 + probability) / 2)
  const inside = rows.filter(
    ({ truth, value, deviation }) => Math.abs(truth - value) <= width * deviation,
  )
  return inside.length / rows.length
}

export function rmse(rows: readonly Pick<Judged, 'truth' | 'value'>[]): number {
  return rootMean(rows.map(({ truth, value }) => (truth - value) ** 2))
}

/** Of the logarithms; NaN where a prediction is not positive. */
export function rmseOfLn(rows: readonly Pick<Judged, 'truth' | 'value'>[]): number {
  return rootMean(rows.map(({ truth, value }) => (Math.log(truth) - Math.log(value)) ** 2))
}

function rootMean(squares: readonly number[]): number {
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
}
