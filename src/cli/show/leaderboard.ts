/** Formats the leaderboard as a table. */
import type { LeaderboardItem, Objective } from '../answers.ts'
import { formatDuration, formatNumber, formatParam, shortNames } from './format.ts'
import { showTable } from './table.ts'

const narrowestParams = 24

/**
 * One column per parameter if they fit; otherwise one wrapped column for all of them.
 *
 * @param width  of the terminal, in characters
 */
export function showLeaderboard(
  items: readonly LeaderboardItem[],
  { objective, width }: { objective: Objective; width: number },
): string {
  const names = shortNames([...new Set(items.flatMap(({ params }) => Object.keys(params)))])
  const head = ['rank', 'trial', objective.metric, 'epoch', 'time']
  const fixed = items.map(({ rank, number, state, value, step, durationMs }) => [
    String(rank),
    state === 'running' ? `${number} (running)` : String(number),
    formatNumber(value),
    step === null ? '' : String(step),
    durationMs === null ? '' : formatDuration(durationMs),
  ])
  const withParams = (cells: (params: LeaderboardItem['params']) => string[]) =>
    fixed.map((row, at) => [...row, ...cells(items[at]?.params ?? {})])

  const wide = showTable(
    [...head, ...names.values()],
    withParams((params) => [...names.keys()].map((name) => formatParam(params[name]))),
  )
  if (widest(wide.split('\n')) <= width) return wide

  const widths = head.map((title, at) => widest([title, ...fixed.map((row) => row[at] ?? '')]) + 2)
  const borders = head.length + 2
  const left = width - borders - widths.reduce((sum, one) => sum + one, 0)
  return showTable(
    [...head, 'params'],
    withParams((params) => [inline(params)]),
    [...widths, Math.max(narrowestParams, left)],
  )
}

/** `optimizer=adam learningRate=0.01`: shorter than columns, since each row lists only the parameters it has. */
function inline(params: LeaderboardItem['params']): string {
  const own = shortNames(Object.keys(params))
  const pairs = Object.entries(params).map(
    ([name, value]) => `${own.get(name) ?? name}=${formatParam(value)}`,
  )
  return pairs.join(' ')
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length))
}
