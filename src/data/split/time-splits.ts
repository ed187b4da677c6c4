/**
 * Splits in order: the rows that are held back come after those that are trained on, and rows of one time (equal codes)
 * stay on one side.
 */
import type { Fold } from './splits.ts'

/**
 * The latest rows, ascending: whole times, as near to the share as they allow, at least one and never all.
 *
 * @param codes  by row of the dataset, ascending with time; null: the order of the rows
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
 * Folds that look back: the rows in order are cut into `count` + 1 parts of about one size; each part but the first is
 * validated on once, by what was trained on all rows before it. The latest fold is the first: its model is kept.
 *
 * @returns  fewer than `count` folds where there are too few times to cut between
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
    // starts before `part` are left to the earlier parts: each needs one
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

/** The rows by time, equal times by row, and where among them each time starts. */
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

/** Index of the ascending value next to `wanted`, of those from `from` to before `end`; null: there is none. */
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
