/** Combines the predictions of the members of a blend. */
import { normalCdf } from '../../search/math/normal.ts'
import { type Prediction, within90 } from '../network/prediction.ts'

/**
 * Classes: the mean of the probabilities. Values: the mean, `clipped` if any member's is. Where every member predicts a
 * distribution: the deviation of the mixture, which is larger than the members' where their means differ, and the interval
 * between its quantiles of 5 % and 95 %.
 *
 * @param predictions  of each member, for the same rows and classes
 * @param weights      of the members, with sum 1
 */
export function combinePredictions(
  predictions: readonly (readonly Prediction[])[],
  weights: readonly number[],
  classes: readonly string[] | null,
): Prediction[] {
  const [first, ...others] = predictions as [readonly Prediction[], ...(readonly Prediction[])[]]
  if (others.length === 0) return [...first]
  return first.map((_, row) => {
    const own = predictions.map((rows) => rows[row]!)
    return classes ? meanOfClasses(own, weights, classes) : mixture(own, weights)
  })
}

function meanOfClasses(
  own: readonly Prediction[],
  weights: readonly number[],
  classes: readonly string[],
): Prediction {
  const probabilities = classes.map((_, at) =>
    weightedSum(weights, (index) => (own[index] as { probabilities: number[] }).probabilities[at]!),
  )
  return { label: classes[probabilities.indexOf(Math.max(...probabilities))]!, probabilities }
}

type Value = Extract<Prediction, { value: number }>

function mixture(own: readonly Prediction[], weights: readonly number[]): Prediction {
  const members = own as readonly Value[]
  const value = weightedSum(weights, (index) => members[index]!.value)
  const clipped = members.some((member) => member.clipped) ? { clipped: true as const } : {}
  if (!members.every(isDistribution)) return { value, ...clipped }
  const variance = weightedSum(weights, (index) => {
    const { value: mean, deviation } = members[index]!
    return deviation ** 2 + (mean - value) ** 2
  })
  const below = (q: number) => weightedSum(weights, (index) => cdf(members[index]!, q))
  const low = Math.min(...members.map(({ interval }) => interval[0]))
  const high = Math.max(...members.map(({ interval }) => interval[1]))
  const interval: [number, number] = [
    quantile(below, 0.05, { low, high }),
    quantile(below, 0.95, { low, high }),
  ]
  return { value, ...clipped, deviation: Math.sqrt(variance), interval }
}

export type Distribution = Value & { deviation: number; interval: [number, number] }

export function isDistribution(one: Value): one is Distribution {
  return one.deviation !== undefined && one.interval !== undefined
}

/**
 * A normal distribution on either side of the value, as wide as the interval says: exact for a normal distribution, and at
 * the quantiles 5, 50 and 95 % of others.
 */
export function cdf({ value, interval: [low, high] }: Distribution, q: number): number {
  const width = q < value ? value - low : high - value
  if (width === 0) return q < value ? 0 : 1
  return normalCdf(((q - value) / width) * within90)
}

/** By bisection: the quantile of a mixture lies between the least and the largest of its members'. */
function quantile(
  below: (q: number) => number,
  p: number,
  { low, high }: { low: number; high: number },
): number {
  let [from, to] = [low, high]
  for (let step = 0; step < 60; step++) {
    const middle = (from + to) / 2
    if (below(middle) < p) from = middle
    else to = middle
  }
  return (from + to) / 2
}

function weightedSum(weights: readonly number[], of: (index: number) => number): number {
  return weights.reduce((sum, weight, index) => sum + weight * of(index), 0)
}
