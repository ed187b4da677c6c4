/** The plot of learning curves. */
import type { EChartsCoreOption } from 'echarts/core'
import type { ChartTokens } from '../../../ui/chart/tokens.ts'
import { escaped } from '../../../ui/chart/tooltip.ts'
import { formatValue } from '../../../ui/format.ts'

export interface ShownCurve {
  number: number
  kind: 'best' | 'pruned' | 'running'
  steps: readonly number[]
  values: readonly (number | null)[]
}

export interface CurvesPlot {
  curves: readonly ShownCurve[]
  metric: string
  rungs: readonly number[]
  isLog: boolean
}

/** Name of a curve's series; a click on it opens the trial. */
export const seriesName = ({ number, kind }: ShownCurve): string => `trial ${number}, ${kind}`
export const numberIn = (name: string): number => Number(/^trial (\d+)/.exec(name)?.[1])

export function curvesOption(
  { curves, rungs, isLog }: CurvesPlot,
  tokens: Pick<ChartTokens, 'series' | 'accent' | 'idle' | 'axis'>,
): EChartsCoreOption {
  const colours = tokens.series.slice(0, -1)
  const look = ({ kind }: ShownCurve, place: number) =>
    kind === 'best'
      ? { color: colours[place % colours.length], width: place === 0 ? 2.5 : 1.5, type: 'solid' }
      : kind === 'running'
        ? { color: tokens.accent, width: 1.5, type: 'dotted' }
        : { color: tokens.idle, width: 1, type: 'dashed' }
  const marks = rungs.map((step) => ({ xAxis: step, name: `rung ${step}` }))
  return {
    grid: { left: 8, right: 20, top: 20, bottom: 26, containLabel: true },
    tooltip: {
      trigger: 'item',
      formatter: ({ seriesName, value }: { seriesName: string; value: [number, number] }) =>
        `${escaped(seriesName)}<br>epoch ${value[0]}: <b>${formatValue(value[1])}</b>`,
    },
    xAxis: {
      type: 'value',
      minInterval: 1,
      name: 'epoch',
      nameLocation: 'middle',
      nameGap: 24,
      min: 'dataMin',
      max: 'dataMax',
    },
    yAxis: { type: isLog ? 'log' : 'value', scale: true },
    series: curves.map((curve, place) => {
      const { color, ...line } = look(curve, place)
      return {
        type: 'line',
        name: seriesName(curve),
        triggerLineEvent: true,
        showSymbol: curve.steps.length === 1,
        symbol: 'circle',
        symbolSize: 6,
        color,
        lineStyle: line,
        emphasis: { focus: 'series', lineStyle: { width: 3 } },
        blur: { lineStyle: { opacity: 0.15 } },
        data: curve.steps.map((step, i) => {
          const value = curve.values[i] ?? null
          return [step, isLog && value !== null && value <= 0 ? null : value]
        }),
        ...(place === 0 && marks.length > 0
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { type: 'dashed', opacity: 0.6 },
                label: { formatter: '{b}', position: 'end', fontSize: 10 },
                data: marks,
              },
            }
          : {}),
      }
    }),
  }
}
