/** Detects a search that has stopped improving, which suggests that the model is too certain. */

const patience = 20 // trials
const leastGain = 0.002 // share of the distance between the best value and the median

/** @param values  in the order of the trials; lower is better */
export function isStagnant(values: readonly number[]): boolean {
  if (values.length <= patience + 5) return false
  const minimum = (some: readonly number[]) => some.reduce((a, b) => Math.min(a, b))
  const least = minimum(values)
  const median = values.toSorted((a, b) => a - b)[values.length >> 1] as number
  return minimum(values.slice(0, -patience)) - least < leastGain * (median - least)
}
