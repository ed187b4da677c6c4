/** Puts groups of trials on rows, one for each trainer where it is known, and merges what is too fine to be seen. */
import type { TrainedGroup } from './group-trials.ts'

/** Groups that follow each other on a row. */
export interface TimelineSpan extends Omit<TrainedGroup, 'owner' | 'device' | 'trainer'> {
  groups: number
  busy: number // seconds in which one of them trained
}

export interface TimelineRow {
  owner: string
  device: string | null
  trainer: number | null // null: see TrainedGroup
  place: number // among the rows of its owner, from 0
  spans: TimelineSpan[]
}

/** Two clocks' rounding: a group may start this long before the one before it on its row has ended. */
const overlap = 0.05

/**
 * @param groups    by start
 * @param maxSpans  of all rows; neighbours are merged within a width that doubles until they are so few
 * @returns         rows by owner and place; `width` in seconds, 0 if nothing was merged
 */
export function packTimeline(
  groups: readonly TrainedGroup[],
  { maxSpans, maxRows }: { maxSpans: number; maxRows: number },
): { rows: TimelineRow[]; width: number; rowsLeftOut: number } {
  const all = toRows(groups)
  const rows = all.slice(0, maxRows)
  const rowsLeftOut = all.length - rows.length
  const length = groups.reduce((latest, { end }) => Math.max(latest, end), 0)
  const count = (some: readonly TimelineRow[]) =>
    some.reduce((sum, { spans }) => sum + spans.length, 0)
  if (count(rows) <= maxSpans) return { rows, width: 0, rowsLeftOut }
  for (let width = length / maxSpans; ; width *= 2) {
    const merged = rows.map((row) => ({ ...row, spans: merge(row.spans, width) }))
    if (count(merged) <= maxSpans) return { rows: merged, width, rowsLeftOut }
  }
}

/** The rows of one owner. */
interface OwnerRows {
  ofTrainers: TimelineRow[] // by trainer; those that trained nothing are absent
  others: TimelineRow[]
}

/** A group is on the row of its trainer; where that is unknown, on the first other row of its owner that is free. */
function toRows(groups: readonly TrainedGroup[]): TimelineRow[] {
  const byOwner = new Map<string, OwnerRows>()
  for (const group of groups) {
    const { owner, device, trainer } = group
    let rows = byOwner.get(owner)
    if (rows === undefined) {
      rows = { ofTrainers: [], others: [] }
      byOwner.set(owner, rows)
    }
    const { ofTrainers, others } = rows
    if (trainer === null) {
      const free = others.find(({ spans }) => endOf(spans) <= group.start + overlap)
      if (free) free.spans.push(spanOf(group, group.start))
      else others.push({ owner, device, trainer, place: 0, spans: [spanOf(group, group.start)] })
      continue
    }
    ofTrainers[trainer] ??= { owner, device, trainer, place: 0, spans: [] }
    const { spans } = ofTrainers[trainer]
    // it trains one group at a time, but may begin the next before the end of the last is stored
    spans.push(spanOf(group, Math.max(group.start, endOf(spans))))
  }
  return [...byOwner.values()].flatMap(({ ofTrainers, others }) =>
    [...ofTrainers.filter((row) => row !== undefined), ...others].map((row, place) => ({
      ...row,
      place,
    })),
  )
}

const endOf = (spans: readonly TimelineSpan[]): number => spans.at(-1)?.end ?? 0

/** Field by field: a large study has 100,000 of them, and a spread takes ten times as long. */
function spanOf(group: TrainedGroup, start: number): TimelineSpan {
  const end = Math.max(start, group.end)
  return {
    start,
    end,
    first: group.first,
    groups: 1,
    busy: end - start,
    trials: group.trials,
    copies: group.copies,
    running: group.running,
    complete: group.complete,
    pruned: group.pruned,
    failed: group.failed,
    cancelled: group.cancelled,
  }
}

/** Merges neighbours whose whole is no longer than `width`. */
function merge(spans: readonly TimelineSpan[], width: number): TimelineSpan[] {
  const merged: TimelineSpan[] = []
  let last: TimelineSpan | null = null
  for (const span of spans) {
    if (last !== null && span.end - last.start <= width) add(last, span)
    else {
      last = { ...span }
      merged.push(last)
    }
  }
  return merged
}

function add(to: TimelineSpan, span: TimelineSpan): void {
  to.end = Math.max(to.end, span.end)
  to.first = Math.min(to.first, span.first)
  to.groups += span.groups
  to.busy += span.busy
  to.trials += span.trials
  to.copies += span.copies
  to.running += span.running
  to.complete += span.complete
  to.pruned += span.pruned
  to.failed += span.failed
  to.cancelled += span.cancelled
}
