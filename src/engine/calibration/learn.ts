/**
 * Learns the calibration of a network, or of the mean of several, from what it predicts for rows that it was not
 * trained on. Pure.
 *
 * The deviation is scaled to the greatest likelihood (for one network: by the root of the mean squared standardized
 * residual). The interval is scaled on its own, to the share of rows that it should hold: errors have heavier tails
 * than a normal distribution, so that no deviation does both.
 *
 * @see Guo et al. 2017, "On calibration of modern neural networks", ICML
 * @see Laves et al. 2020, "Well-calibrated regression uncertainty in medical imaging with deep learning", MIDL
 * @see Romano, Patterson & Candès 2019, "Conformalized quantile regression", NeurIPS: the rank ⌈0.9 (n + 1)⌉
 */
import { normalCdf } from '../../search/math/normal.ts'
import { within90 } from '../network/prediction.ts'
import type { Calibration } from './calibration.ts'

/** What a member predicts for rows, all members for the same. */
export interface Residuals {
  weight: number // all sum to 1
  z: ArrayLike<number> // [rows], standardized residuals
  nll: ArrayLike<number> // [rows], negative log-likelihoods in nats of one unit for all members
}

const coverage = 0.9
const fewestRows = 30 // with fewer, the factors are mostly chance
const range = { low: 0.1, high: 50 } // of factors

/** @returns null where there are too few rows, or residuals that are no numbers */
export function learnCalibration(members: readonly Residuals[]): Calibration | null {
  const rows = members[0]?.z.length ?? 0
  if (rows < fewestRows) return null
  for (const { z, nll } of members) {
    for (let row = 0; row < rows; row++) if (!Number.isFinite(z[row]! + nll[row]!)) return null
  }
  const deviation = leastAt((factor) => mixtureNll(members, rows, factor))
  const rank = Math.min(rows, Math.ceil(coverage * (rows + 1)))
  const interval = firstWhere((factor) => coveredRows(members, rows, factor) >= rank)
  return { deviation: rounded(deviation), interval: rounded(interval) }
}

/** The sum over the rows, with all deviations multiplied by a factor. */
function mixtureNll(members: readonly Residuals[], rows: number, factor: number): number {
  const change = (factor ** -2 - 1) / 2
  let sum = rows * Math.log(factor)
  for (let row = 0; row < rows; row++) {
    const logs = members.map(({ weight, z, nll }) => {
      return Math.log(weight) - nll[row]! - z[row]! ** 2 * change
    })
    const most = Math.max(...logs)
    sum -= most + Math.log(logs.reduce((all, log) => all + Math.exp(log - most), 0))
  }
  return sum
}

/** Rows whose target lies between the mixture's quantiles of 5 and 95 %. */
function coveredRows(members: readonly Residuals[], rows: number, factor: number): number {
  // one network: no rounding of the normal distribution between z and its limit
  const isInside = (row: number) => {
    if (members.length === 1) return Math.abs(members[0]!.z[row]!) <= within90 * factor
    const below = members.reduce(
      (sum, { weight, z }) => sum + weight * normalCdf(z[row]! / factor),
      0,
    )
    return Math.abs(2 * below - 1) <= coverage
  }
  let count = 0
  for (let row = 0; row < rows; row++) if (isInside(row)) count += 1
  return count
}

/** Golden-section search of the logarithm: the sum has one minimum. */
function leastAt(cost: (factor: number) => number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let [from, to] = [Math.log(range.low), Math.log(range.high)]
  let [left, right] = [to - ratio * (to - from), from + ratio * (to - from)]
  let [atLeft, atRight] = [cost(Math.exp(left)), cost(Math.exp(right))]
  while (to - from > 1e-6) {
    if (atLeft < atRight) {
      ;[to, right, atRight] = [right, left, atLeft]
      left = to - ratio * (to - from)
      atLeft = cost(Math.exp(left))
    } else {
      ;[from, left, atLeft] = [left, right, atRight]
      right = from + ratio * (to - from)
      atRight = cost(Math.exp(right))
    }
  }
  return Math.exp((from + to) / 2)
}

/** By bisection of the logarithm: wider intervals hold more rows. */
function firstWhere(holds: (factor: number) => boolean): number {
  let [from, to] = [Math.log(range.low), Math.log(range.high)]
  while (to - from > 1e-6) {
    const middle = (from + to) / 2
    if (holds(Math.exp(middle))) to = middle
    else from = middle
  }
  return Math.exp(to)
}

/** Digits beyond are chance; rounded up, so that the last row of the interval stays inside. */
function rounded(factor: number): number {
  return Math.ceil(factor * 1e5) / 1e5
}
