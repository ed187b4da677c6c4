const golden = (Math.sqrt(5) - 1) / 2

/**
 * Where a function of one valley is least, by golden section: each step shortens the range to 0.618 of its length.
 *
 * @param steps  evaluations after the first two
 * @returns      the middle of the last range
 * @see Kiefer 1953, "Sequential minimax search for a maximum", Proc. AMS 4
 */
export function goldenSection(
  cost: (at: number) => number,
  range: readonly [low: number, high: number],
  steps: number,
): number {
  let [low, high] = range
  let left = high - golden * (high - low)
  let right = low + golden * (high - low)
  let costLeft = cost(left)
  let costRight = cost(right)
  for (let step = 0; step < steps; step++) {
    if (costLeft < costRight) {
      ;[high, right, costRight] = [right, left, costLeft]
      left = high - golden * (high - low)
      costLeft = cost(left)
    } else {
      ;[low, left, costLeft] = [left, right, costRight]
      right = low + golden * (high - low)
      costRight = cost(right)
    }
  }
  return (low + high) / 2
}
