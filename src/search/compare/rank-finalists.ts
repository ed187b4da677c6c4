/**
 * Ranks configurations that were each trained several times, by the mean of their values, and says which of them may
 * be the best.
 *
 * Intervals are Student's t over the trainings. Where each training held back other rows, its training rows overlap
 * those of the others, so that the variance of the mean is larger than s²/m: it is s² (1/m + k·f/(1−f)) with m
 * trainings of k folds that each hold back the share f of the rows (Nadeau and Bengio 2003, "Inference for the
 * Generalization Error", Machine Learning 52, for k = 1; Bouckaert and Frank 2004, PAKDD, for repeated folds, whose
 * single values have k times the variance of their mean).
 *
 * A configuration is tied with the first if the difference of their means, over trainings with the same seed, has an
 * interval that contains 0. Each of the n−1 intervals is exceeded on one side with probability 0.05/(n−1), so that the
 * truly best configuration is among the tied ones with probability 95 % at least, although the first one was chosen
 * for its mean: it can only be left out if its own difference to the chosen one is that large (Gupta 1965, "On Some
 * Multiple Decision (Selection and Ranking) Rules", Technometrics 7, with Bonferroni's bound).
 */
import { studentTQuantile } from '../math/student-t.ts'
import { costSign, type Direction } from './direction.ts'

/** A configuration with the value of each of its trainings, in the order of the seeds. */
export interface Repeated {
  values: readonly (number | null)[] // null: not complete, or failed
  isUnsound: boolean // a training failed: it comes after those of which none did
}

export type Interval = [low: number, high: number]

export interface Ranked<One extends Repeated> {
  one: One
  mean: number
  interval: Interval | null // of the mean, 95 %; null for fewer than two values
  /** Mean difference to the first, in the direction of the objective: above 0 is better than the first. */
  difference: { mean: number; interval: Interval } | null // null for the first, and without two pairs
  isTied: boolean // with the first; also of the first itself
}

/** How much of the data each training held back by itself; null: all held back the same rows. */
export interface Resampling {
  share: number // of the rows, between 0 and 1
  folds: number // of one training
}

const level = 0.95

/** Best first; configurations without a value are left out. */
export function rankFinalists<One extends Repeated>(
  candidates: readonly One[],
  { direction, resampling }: { direction: Direction; resampling: Resampling | null },
): Ranked<One>[] {
  const sign = costSign(direction)
  const withMeans = candidates
    .map((one) => ({ one, mean: meanOf(finite(one.values)) }))
    .filter(({ mean }) => !Number.isNaN(mean))
    .sort(
      (a, b) => Number(a.one.isUnsound) - Number(b.one.isUnsound) || sign * a.mean - sign * b.mean,
    )
  const [first] = withMeans
  return withMeans.map(({ one, mean }) => {
    const own = finite(one.values)
    const interval = own.length < 2 ? null : around(own, (1 + level) / 2, resampling)
    if (one === first!.one) return { one, mean, interval, difference: null, isTied: true }
    const pairs = one.values.flatMap((value, seed) => {
      const other = first!.one.values[seed] ?? null
      return value === null || other === null ? [] : [-sign * (value - other)]
    })
    if (pairs.length < 2) return { one, mean, interval, difference: null, isTied: true }
    const oneSided = 1 - (1 - level) / (withMeans.length - 1)
    const difference = { mean: meanOf(pairs), interval: around(pairs, oneSided, resampling) }
    return { one, mean, interval, difference, isTied: difference.interval[1] >= 0 }
  })
}

/** The interval around the mean that a t distribution exceeds on each side with probability 1 − p. */
function around(values: readonly number[], p: number, resampling: Resampling | null): Interval {
  const mean = meanOf(values)
  const { length } = values
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const overlap = resampling ? (resampling.folds * resampling.share) / (1 - resampling.share) : 0
  const error = Math.sqrt((squares / (length - 1)) * (1 / length + overlap))
  const margin = studentTQuantile(p, length - 1) * error
  return [mean - margin, mean + margin]
}

function finite(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
