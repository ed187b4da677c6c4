/** Puts groups of trials on rows, one for each trainer that was busy at a time, and merges what is too fine to be seen. */
import type { TrainedGroup } from '../../db/tables/timeline.ts'

/** Groups that follow each other on a row. */
export interface TimelineSpan extends Omit<TrainedGroup, 'owner' | 'device'> {
  groups: number
  busy: number // seconds in which one of them trained
}

export interface TimelineRow {
  owner: string
  device: string | null
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
  const length = Math.max(0, ...groups.map(({ end }) => end))
  const count = (some: readonly TimelineRow[]) =>
    some.reduce((sum, { spans }) => sum + spans.length, 0)
  if (count(rows) <= maxSpans) return { rows, width: 0, rowsLeftOut }
  for (let width = length / maxSpans; ; width *= 2) {
    const merged = rows.map((row) => ({ ...row, spans: merge(row.spans, width) }))
    if (count(merged) <= maxSpans) return { rows: merged, width, rowsLeftOut }
  }
}

/** Each group is on the first row of its owner that is free. */
function toRows(groups: readonly TrainedGroup[]): TimelineRow[] {
  const byOwner = new Map<string, TimelineRow[]>()
  for (const { owner, device, ...group } of groups) {
    const rows = byOwner.get(owner) ?? []
    byOwner.set(owner, rows)
    const span = { ...group, groups: 1, busy: group.end - group.start }
    const free = rows.find(({ spans }) => (spans.at(-1)?.end ?? 0) <= group.start + overlap)
    if (free) free.spans.push(span)
    else rows.push({ owner, device, place: rows.length, spans: [span] })
  }
  return [...byOwner.values()].flat()
}

/** Merges neighbours whose whole is no longer than `width`. */
function merge(spans: readonly TimelineSpan[], width: number): TimelineSpan[] {
  const merged: TimelineSpan[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && span.end - last.start <= width) merged[merged.length - 1] = joined(last, span)
    else merged.push(span)
  }
  return merged
}

function joined(a: TimelineSpan, b: TimelineSpan): TimelineSpan {
  return {
    start: a.start,
    end: Math.max(a.end, b.end),
    first: Math.min(a.first, b.first),
    groups: a.groups + b.groups,
    busy: a.busy + b.busy,
    trials: a.trials + b.trials,
    copies: a.copies + b.copies,
    running: a.running + b.running,
    complete: a.complete + b.complete,
    pruned: a.pruned + b.pruned,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
  }
}
