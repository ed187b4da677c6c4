import { tooltip } from '../../../ui/chart/tooltip.ts'
import { formatCount } from '../../../ui/format.ts'
import type { Coverage } from '../plots/queries.ts'
import { scale } from '../plots/scales.ts'
import { cellsAxis, cellText } from './contour-option.ts'

export type CellState = 'done' | 'running' | 'failed' | 'partly' | 'left' | 'none'

/** Order of the legend, and what each is called. */
export const cellStates: Record<CellState, string> = {
  done: 'all tried',
  running: 'running',
  failed: 'a trial failed',
  partly: 'partly tried',
  left: 'not tried yet',
  none: 'impossible',
}

export interface Cell {
  x: number
  y: number
  state: CellState
  tried: number // complete or pruned
  running: number // or waiting
  failed: number // or cancelled
  size: number | null // combinations of the grid
}

/** What can be said of each cell; a failed trial is worth seeing wherever it is, and so is a running one. */
export function coverageCells({ counts, sizes }: Coverage): Cell[] {
  return counts.complete.flatMap((row, y) =>
    row.map((_, x) => {
      const at = (state: keyof Coverage['counts']) => counts[state][y]?.[x] ?? 0
      const cell = {
        x,
        y,
        tried: at('complete') + at('pruned'),
        running: at('running') + at('waiting'),
        failed: at('failed') + at('cancelled'),
        size: sizes === null ? null : (sizes[y]?.[x] ?? 0),
      }
      return { ...cell, state: stateOf(cell) }
    }),
  )
}

function stateOf({ tried, running, failed, size }: Omit<Cell, 'state'>): CellState {
  if (running > 0) return 'running'
  if (failed > 0) return 'failed'
  if (size === 0) return 'none'
  if (tried === 0) return 'left'
  return size === null || tried >= size ? 'done' : 'partly'
}

/**
 * Of a grid, a map of cells coloured by state; of other searches, by the number of trials.
 *
 * @param colours  by state
 */
export function coverageOption(coverage: Coverage, colours: Record<CellState, string>) {
  const { x, y, sizes } = coverage
  const cells = coverageCells(coverage)
  return {
    grid: { left: 36, right: sizes === null ? 84 : 12, top: 32, bottom: 28, containLabel: true },
    tooltip: {
      trigger: 'item',
      formatter: ({ value }: { value: [number, number, number, number] }) => {
        const cell = cells[value[3]] as Cell
        return tooltip(sizes === null ? 'Trials' : cellStates[cell.state], [
          [x.parameter, cellText(x, cell.x)],
          [y.parameter, cellText(y, cell.y)],
          ['tried', cell.size === null ? String(cell.tried) : `${cell.tried} of ${cell.size}`],
          ...(cell.running > 0 ? [['running or waiting', String(cell.running)] as const] : []),
          ...(cell.failed > 0 ? [['failed', String(cell.failed)] as const] : []),
        ])
      },
    },
    xAxis: { ...cellsAxis(x), nameGap: 26 },
    yAxis: { ...cellsAxis(y), nameGap: 60 },
    ...(sizes === null ? byCount(cells) : byState(coverage, cells, colours)),
  }
}

function byCount(cells: readonly Cell[]) {
  const trials = cells.map(({ tried, running, failed }) => tried + running + failed)
  return {
    visualMap: {
      min: 0,
      max: Math.max(1, ...trials),
      dimension: 2,
      orient: 'vertical',
      right: 0,
      top: 'center',
      itemHeight: 140,
      text: [formatCount(Math.max(1, ...trials)), '0'],
      inRange: { color: scale },
    },
    series: [
      {
        type: 'heatmap',
        progressive: 0,
        data: cells.flatMap((cell, index) =>
          trials[index] === 0 ? [] : [[cell.x, cell.y, trials[index], index]],
        ),
      },
    ],
  }
}

function byState({ x, y }: Coverage, cells: readonly Cell[], colours: Record<CellState, string>) {
  const states = Object.keys(cellStates) as CellState[]
  const shown = states.filter((state) => cells.some((cell) => cell.state === state))
  const isSmall = x.labels.length <= 16 && y.labels.length <= 16
  return {
    legend: { type: 'scroll', data: shown.map((state) => cellStates[state]) },
    series: shown.map((state) => ({
      type: 'heatmap',
      name: cellStates[state],
      progressive: 0,
      itemStyle: { color: colours[state], borderColor: 'transparent', borderWidth: 1 },
      label: {
        show: isSmall && state !== 'none',
        fontSize: 10,
        formatter: ({ value }: { value: [number, number, number, number] }) => {
          const { tried, size } = cells[value[3]] as Cell
          return `${tried}/${size}`
        },
      },
      data: cells.flatMap((cell, index) =>
        cell.state === state ? [[cell.x, cell.y, states.indexOf(state), index]] : [],
      ),
    })),
    // a heatmap takes its colours from a visual map only
    visualMap: {
      show: false,
      type: 'piecewise',
      dimension: 2,
      pieces: shown.map((state) => ({ value: states.indexOf(state), color: colours[state] })),
    },
  }
}

export function coverageTable(coverage: Coverage) {
  const { x, y } = coverage
  return {
    columns: [x.parameter, y.parameter, 'state', 'tried', 'running', 'failed', 'combinations'],
    rows: coverageCells(coverage).map((cell) => [
      cellText(x, cell.x),
      cellText(y, cell.y),
      cellStates[cell.state],
      cell.tried,
      cell.running,
      cell.failed,
      cell.size,
    ]),
  }
}

/** In words: how much of a grid is done. */
export function coverageSummary({ gridSize, counts }: Coverage): string {
  const total = (state: keyof Coverage['counts']) =>
    counts[state].flat().reduce((sum, count) => sum + count, 0)
  const tried = total('complete') + total('pruned')
  const failed = total('failed') + total('cancelled')
  const running = total('running') + total('waiting')
  const left = gridSize === null ? null : Math.max(0, gridSize - tried - failed - running)
  return [
    gridSize === null ? `${tried} trials` : `${tried} of ${gridSize} combinations tried`,
    ...(running > 0 ? [`${running} running or waiting`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left === null ? [] : [`${left} left`]),
  ].join(' · ')
}
