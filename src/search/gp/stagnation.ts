/** When a search gains nothing any more: then it is the model's certainty that should be doubted. */

const patience = 20 // trials
const leastGain = 0.002 // of what lies between the best value and the median

/** @param values  in the order of the trials; lower is better */
export function isStagnant(values: readonly number[]): boolean {
  if (values.length <= patience + 5) return false
  const minimum = (some: readonly number[]) => some.reduce((a, b) => Math.min(a, b))
  const least = minimum(values)
  const median = values.toSorted((a, b) => a - b)[values.length >> 1] as number
  return minimum(values.slice(0, -patience)) - least < leastGain * (median - least)
}
