/** The lines that the benchmark writes while it runs, one JSON object each, and the tables made from them. */
import { markdownTable, median, shown } from '../statistics.ts'

export type Line =
  | { type: 'start'; gpu: string; machine: string; date: string; command: string }
  | { type: 'time'; setting: string; lanes: number; kind: string; micros: number }
  | { type: 'failure'; setting: string; lanes: number; kind: string; reason: string }

type Cell = Extract<Line, { type: 'time' | 'failure' }>

/** @returns  the lines of a file, without a last one that was cut off */
export function parseLines(text: string): Line[] {
  const lines = text.split('\n')
  if (lines.at(-1) !== '') lines.pop()
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line)
}

/**
 * A table for each setting, of the medians in microseconds of a step of one trial, and what failed.
 *
 * @param kinds  names in the order of the rows
 */
export function reportOf(lines: readonly Line[], kinds: readonly string[]): string {
  const cells = lines
    .filter((line): line is Cell => line.type !== 'start')
    .toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
  const settings = distinct(cells.map(({ setting }) => setting))
  return settings
    .map((setting) =>
      tableOf(
        setting,
        cells.filter((cell) => cell.setting === setting),
      ),
    )
    .join('\n\n')
}

function tableOf(setting: string, cells: readonly Cell[]): string {
  const lanes = distinct(cells.map((cell) => cell.lanes)).toSorted((a, b) => a - b)
  const rows = distinct(cells.map(({ kind }) => kind)).map((kind) => [
    kind,
    ...lanes.map((count) =>
      shownCell(cells.filter((cell) => cell.kind === kind && cell.lanes === count)),
    ),
  ])
  const header = [
    `${setting}, µs of a step of one trial`,
    ...lanes.map((count) => (count === 1 ? '1 lane' : `${count} lanes`)),
  ]
  const failures = cells
    .filter((cell) => cell.type === 'failure')
    .map(({ kind, lanes: count, reason }) => `- ${kind}, lanes: ${count}: ${reason}`)
  const table = markdownTable(header, rows)
  return failures.length === 0 ? table : `${table}\n\nFailed:\n\n${failures.join('\n')}`
}

/** Empty where nothing was measured. */
function shownCell(cells: readonly Cell[]): string {
  const times = cells.flatMap((cell) => (cell.type === 'time' ? [cell.micros] : []))
  if (times.length > 0) return shown(median(times))
  return cells.length > 0 ? 'failed' : ''
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
