/**
 * Splits by time: held-back rows come after the training rows, and rows of one time (equal codes) stay on one side.
 */
import type { Fold } from './splits.ts'

/**
 * The latest rows, ascending: whole times, as close to the fraction as they allow, at least one time and never all.
 *
 * @param codes  time of each row of the dataset, ascending with time; null: rows are in order of time
 */
export function latestRows(
  rows: Uint32Array,
  { fraction, codes }: { fraction: number; codes: Int32Array | null },
): Uint32Array {
  const { order, starts } = inTime(rows, codes)
  const at = nearest(starts, order.length * (1 - fraction), { from: 1, end: starts.length })
  return at === null ? new Uint32Array() : order.slice(starts[at]!).sort()
}

/**
 * Folds that train on the past: the ordered rows are cut into `count` + 1 parts of about equal size. Each part but the
 * first is the validation part of one fold, which trains on all rows before it. The latest fold comes first: its model
 * is kept.
 *
 * @returns fewer than `count` folds if there are too few times to cut between
 * @see Tashman 2000, "Out-of-sample tests of forecasting accuracy", Int. J. Forecasting 16, rolling origin
 */
export function pastFolds(
  rows: Uint32Array,
  { count, codes }: { count: number; codes: Int32Array | null },
): Fold[] {
  const { order, starts } = inTime(rows, codes)
  const cuts = [order.length]
  let end = starts.length
  for (let part = count; part >= 1; part--) {
    // leave the starts before `part` to the earlier parts: each needs one
    const at = nearest(starts, (order.length * part) / (count + 1), { from: part, end })
    if (at === null) break
    cuts.push(starts[at]!)
    end = at
  }
  return cuts.slice(1).map((cut, index) => ({
    train: order.slice(0, cut).sort(),
    validation: order.slice(cut, cuts[index]!).sort(),
  }))
}

/** The rows sorted by time (equal times by row), and the index at which each time starts. */
function inTime(
  rows: Uint32Array,
  codes: Int32Array | null,
): { order: Uint32Array; starts: number[] } {
  if (codes === null) return { order: rows, starts: [...rows.keys()] }
  const order = rows.slice().sort((a, b) => codes[a]! - codes[b]! || a - b)
  const starts = [...order.keys()].filter(
    (at) => at === 0 || codes[order[at]!] !== codes[order[at - 1]!],
  )
  return { order, starts }
}

/** Index of the value nearest to `wanted` among ascending values, from `from` to before `end`; null if none is left. */
function nearest(
  values: readonly number[],
  wanted: number,
  { from, end }: { from: number; end: number },
): number | null {
  if (from >= end) return null
  let at = from
  while (at + 1 < end && Math.abs(values[at + 1]! - wanted) < Math.abs(values[at]! - wanted)) at++
  return at
}
