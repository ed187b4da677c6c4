/** Rank metrics over all rows: area under the ROC curve, median. */

/**
 * Area under the ROC curve: the share of pairs (a positive and a negative) whose scores are in the right order; ties
 * count half.
 *
 * @returns  NaN if all rows are positive, or all negative
 * @see Hanley & McNeil 1982, "The meaning and use of the area under a ROC curve", Radiology 143
 */
export function areaUnderCurve(scores: ArrayLike<number>, isPositive: readonly boolean[]): number {
  const order = Array.from(isPositive.keys()).sort((a, b) => scores[a]! - scores[b]!)
  let won = 0
  let below = 0 // negatives with a lower score
  let positives = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    let tiedPositives = 0
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) {
      if (isPositive[order[to]!]) tiedPositives += 1
      to += 1
    }
    const tiedNegatives = to - from - tiedPositives
    won += tiedPositives * (below + tiedNegatives / 2)
    below += tiedNegatives
    positives += tiedPositives
    from = to
  }
  return won / (positives * below)
}

/**
 * For two classes the area of the second; for more the mean over the classes that have both kinds of rows.
 *
 * @param probabilities  [rows, classes]
 * @param labels         [rows]
 */
export function meanAreaUnderCurve(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): number {
  const areas = Array.from({ length: classes }, (_, of) => of)
    .slice(classes === 2 ? 1 : 0)
    .map((of) => {
      const scores = Float32Array.from(labels, (_, row) => probabilities[row * classes + of]!)
      return areaUnderCurve(
        scores,
        Array.from(labels, (label) => label === of),
      )
    })
    .filter((area) => !Number.isNaN(area))
  return areas.reduce((sum, area) => sum + area, 0) / areas.length
}

/** NaN if `values` is empty. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle]!
  return (sorted[middle - 1]! + sorted[middle]!) / 2
}
