/**
 * The margin of a comparison: a difference that the noise of the measurement explains is no reason to stop a trial.
 */
import { z } from 'zod'
import { quantile } from '../math/quantile.ts'
import type { PruneContext } from '../pruner.ts'
import type { Trial } from '../trial.ts'

/** An option of every pruner that compares trials by their values. */
export const margin = z
  .number()
  .min(0)
  .nullable()
  .default(null)
  .describe(
    'difference that counts as noise and stops no trial; null: the standard error of the value, from the number of validation rows (0 in an external study)',
  )

/** Detail of the reasons of these pruners. */
export const marginDetails = { 'margin?': 'difference that counted as noise' }

/**
 * @param value     of the trial, in the objective's units
 * @param compared  the trials that it is compared with
 * @param given     the option `margin`
 */
export function findMargin(
  { noise, step }: PruneContext,
  { value, compared, given }: { value: number; compared: readonly Trial[]; given: number | null },
): number {
  if (given !== null) return given
  if (noise === undefined || !Number.isFinite(value)) return 0
  return noise(value) ?? spreadOfReports(compared, step)
}

/** Keys of a verdict: the margin, if any, and whether the value misses the threshold by no more than it. */
export function withMargin(
  margin: number,
  { value, threshold }: { value: number; threshold: number },
): { margin?: number; isSpared?: true } {
  if (margin === 0) return {}
  return Math.abs(value - threshold) <= margin ? { margin, isSpared: true } : { margin }
}

/**
 * The deviation of a trial's reports around their trend, from the differences between each report and the mean of its
 * neighbours; the median over the trials, so that one that jumps does not protect the others. 0 if no trial has three
 * reports in a row.
 *
 * @see Gasser, Sroka and Jennen-Steinmetz 1986, "Residual variance and residual pattern in nonlinear regression",
 *      Biometrika 73(3)
 */
function spreadOfReports(trials: readonly Trial[], step: number): number {
  const deviations = trials.flatMap((trial) => {
    const reports = [...trial.reports]
      .filter(([at]) => at <= step)
      .sort(([a], [b]) => a - b)
      .map(([, value]) => value)
    const squares = reports.flatMap((value, at) => {
      const [before, after] = [reports[at - 1], reports[at + 1]]
      if (before === undefined || after === undefined) return []
      return (value - (before + after) / 2) ** 2 / 1.5
    })
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length
    return Number.isFinite(mean) ? Math.sqrt(mean) : []
  })
  if (deviations.length === 0) return 0
  return quantile(
    deviations.sort((a, b) => a - b),
    0.5,
  )
}
