/**
 * Reduces the number of points of a curve while keeping its shape.
 *
 * @see Steinarsson 2013, "Downsampling time series for visual representation", §4.2 (largest
 *   triangle three buckets; here over several series at once, each scaled by its range)
 */

export interface Curve<T> {
  points: readonly T[] // in the order of x
  x(point: T): number
  series(point: T): readonly number[] // most important series first; NaN: no value
}

/**
 * Returns at most `count` ≥ 2 of the points, in order: the first, the last, the extremes of each series as
 * far as they fit, and then the points that affect the shape most.
 */
export function downSample<T>({ points, x, series }: Curve<T>, count: number): T[] {
  if (points.length <= count) return [...points]
  const rows = points.map(series)
  const scales = measureScales(rows)
  const kept = new Set([0, points.length - 1])
  for (const { lowest, highest } of scales) {
    for (const index of [lowest, highest]) if (kept.size < count) kept.add(index)
  }
  const buckets = count - kept.size
  let previous = 0
  for (let bucket = 0; bucket < buckets; bucket++) {
    const [start, end] = bucketRange(bucket, buckets, points.length)
    const [nextStart, nextEnd] = bucketRange(bucket + 1, buckets, points.length)
    const ahead = Math.floor((nextStart + nextEnd - 1) / 2)
    let best = start
    let bestArea = -1
    for (let index = start; index < end; index++) {
      const area = triangleArea(previous, index, ahead)
      if (area > bestArea) [best, bestArea] = [index, area]
    }
    kept.add(best)
    previous = best
  }
  return [...kept].sort((a, b) => a - b).flatMap((index) => points[index] ?? [])

  function triangleArea(a: number, b: number, c: number): number {
    const [xa = 0, xb = 0, xc = 0] = [a, b, c].map((index) => x(points[index] as T))
    let area = 0
    for (const [column, { range }] of scales.entries()) {
      const [ya = 0, yb = 0, yc = 0] = [a, b, c].map((index) => rows[index]?.[column] ?? Number.NaN)
      const triangle = Math.abs((xa - xc) * (yb - ya) - (xa - xb) * (yc - ya)) / (range || 1)
      if (!Number.isNaN(triangle)) area += triangle
    }
    return area
  }
}

/** Finds the extremes of each series and the distance between them. */
function measureScales(rows: readonly (readonly number[])[]) {
  return (rows[0] ?? []).map((_, column) => {
    const at = (index: number) => rows[index]?.[column] ?? Number.NaN
    let lowest = -1
    let highest = -1
    for (let index = 0; index < rows.length; index++) {
      if (!Number.isFinite(at(index))) continue
      if (lowest === -1 || at(index) < at(lowest)) lowest = index
      if (highest === -1 || at(index) > at(highest)) highest = index
    }
    const isEmpty = lowest === -1
    return isEmpty
      ? { lowest: 0, highest: 0, range: 0 }
      : { lowest, highest, range: at(highest) - at(lowest) }
  })
}

/** Divides the inner points into equal buckets; the last point alone follows the last bucket. */
function bucketRange(bucket: number, buckets: number, length: number): [number, number] {
  if (bucket >= buckets) return [length - 1, length]
  const cut = (index: number) => 1 + Math.floor((index * (length - 2)) / buckets)
  return [cut(bucket), cut(bucket + 1)]
}
