/** The plot of where the time of each trainer went. */
import type { EChartsCoreOption } from 'echarts/core'
import type { AnswerOf } from '../../../api/types.ts'
import type { ChartTokens } from '../../../ui/chart/tokens.ts'
import { escaped } from '../../../ui/chart/tooltip.ts'
import { formatDuration, formatPercent } from '../../../ui/format.ts'

export type Timeline = AnswerOf<'getTimeline'>
export type Span = Timeline['rows'][number]['spans'][number]

export const spanStates = ['complete', 'running', 'pruned', 'failed', 'cancelled'] as const
export type SpanState = (typeof spanStates)[number]

export function stateColours(
  tokens: Pick<ChartTokens, 'series' | 'accent' | 'idle' | 'bad' | 'warn'>,
): Record<SpanState, string> {
  const { series, accent, idle, bad, warn } = tokens
  return { complete: series[2]!, running: accent, pruned: idle, failed: bad, cancelled: warn }
}

/** The state that most trials of a span are in. */
export function mainState({ states }: Pick<Span, 'states'>): SpanState {
  const counts = spanStates.map((state) => [state, states[state] ?? 0] as const)
  return counts.reduce((most, one) => (one[1] > most[1] ? one : most))[0]
}

/** Names of the rows: trainers, and places where an owner has several rows, count from 1. Without a trainer are those of resumed trials. */
export function rowNames({ rows }: Timeline): string[] {
  const count = new Map<string, number>()
  for (const { owner } of rows) count.set(owner, (count.get(owner) ?? 0) + 1)
  const hasTrainers = new Set(
    rows.filter(({ trainer }) => trainer !== null).map(({ owner }) => owner),
  )
  return rows.map(({ owner, trainer, place }) => {
    const name = shortOwner(owner)
    if (trainer !== null) return `${name} · trainer ${trainer + 1}`
    if (hasTrainers.has(owner)) return `${name} · resumed`
    return count.get(owner) === 1 ? name : `${name} ${place + 1}`
  })
}

/** Ids of workers end with a random part, which says nothing. */
const shortOwner = (owner: string): string =>
  owner === '' ? 'unknown' : owner.replace(/-\d+-[0-9a-f]{6}$/, '')

export function spanWords({ start, end, first, trials, states, copies }: Span): string {
  const counts = spanStates.flatMap((state) => (states[state] ? `${states[state]} ${state}` : []))
  const what = trials === 1 ? `trial ${first}` : `${trials} trials from ${first}`
  const again = copies > 0 ? `, ${copies} of them finalists or refits` : ''
  return `${what}: ${counts.join(', ')}${again}; ${formatDuration(end - start)}`
}

export const rowHeight = 26

export function timelineOption(timeline: Timeline, tokens: ChartTokens): EChartsCoreOption {
  const colours = stateColours(tokens)
  const names = rowNames(timeline)
  const spans = timeline.rows.flatMap(({ spans }, row) => spans.map((span) => ({ row, span })))
  return {
    grid: { left: 8, right: 16, top: 8, bottom: 48, containLabel: true },
    tooltip: {
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const found = spans[dataIndex]
        return found ? `${escaped(names[found.row]!)}<br>${escaped(spanWords(found.span))}` : ''
      },
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: Math.max(timeline.seconds, 1),
      interval: tickSeconds(timeline.seconds),
      axisLabel: {
        formatter: (seconds: number) => (seconds === 0 ? '0' : formatDuration(seconds)),
        hideOverlap: true,
      },
    },
    yAxis: [
      { type: 'category', inverse: true, data: names },
      {
        type: 'category',
        inverse: true,
        position: 'right',
        data: timeline.rows.map(({ busyShare }) => formatPercent(busyShare)),
        axisLine: { show: false },
        axisTick: { show: false },
      },
    ],
    dataZoom: [
      { type: 'inside', filterMode: 'weakFilter' },
      {
        type: 'slider',
        height: 16,
        bottom: 8,
        filterMode: 'weakFilter',
        showDetail: false,
        brushSelect: false,
      },
    ],
    series: [
      {
        type: 'custom',
        encode: { x: [1, 2], y: 0 },
        data: spans.map(({ row, span }) => ({
          value: [row, span.start, span.end],
          itemStyle: { color: colours[mainState(span)] },
        })),
        renderItem: (_: unknown, api: CustomApi) => {
          const [left, y] = api.coord([api.value(1), api.value(0)]) as [number, number]
          const [right] = api.coord([api.value(2), api.value(0)]) as [number]
          const height = Math.min(18, (api.size([0, 1]) as [number, number])[1] * 0.7)
          return {
            type: 'rect',
            shape: {
              x: left,
              y: y - height / 2,
              width: Math.max(1.5, right - left - 1),
              height,
              r: 2,
            },
            style: { fill: api.visual('color') },
          }
        },
      },
    ],
  }
}

const ticks = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200,
  86_400,
]

/** A round time between the marks of an axis of `seconds`: four to ten of them. */
export function tickSeconds(seconds: number): number {
  const most = 8
  return ticks.find((tick) => seconds / tick <= most) ?? 86_400 * Math.ceil(seconds / 86_400 / most)
}

interface CustomApi {
  value(dimension: number): number
  coord(point: number[]): number[]
  size(range: number[]): number[]
  visual(name: string): string
}
