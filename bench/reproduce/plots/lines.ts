/** Lines over numbers: learning curves, values against a parameter, calibration. */
import { axis, belowLegend, colours, draw, legend, titled } from './draw.ts'

export interface Line {
  name: string
  points: readonly (readonly [number, number | null])[]
  isDashed?: boolean
  colour?: number // index of its colour, to pair lines
}

export interface LineChart {
  title: string
  x: string
  y: string
  lines: readonly Line[]
  logX?: boolean
  logY?: boolean
}

export function drawLines({ title, x, y, lines, logX, logY }: LineChart): string {
  const hasFew = lines.every(({ points }) => points.length <= 20)
  return draw({
    title: titled(title),
    legend,
    grid: belowLegend,
    xAxis: axis(x, logX ? 'log' : 'value'),
    yAxis: { ...axis(y, logY ? 'log' : 'value'), nameGap: 58 },
    series: lines.map(({ name, points, isDashed, colour }) => ({
      ...{ name, type: 'line' as const, showSymbol: hasFew, symbolSize: 5 },
      data: points.map(([at, value]) => [at, value]),
      lineStyle: { width: 1.6, type: isDashed ? ('dashed' as const) : ('solid' as const) },
      ...(colour === undefined ? {} : { color: colours[colour % colours.length]! }),
    })),
  })
}
