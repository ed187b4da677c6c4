/** The value over a grid of two parameters. */
import { axis, draw, grid, short, titled } from './draw.ts'

export interface HeatMap {
  title: string
  x: { name: string; values: readonly (string | number)[] }
  y: { name: string; values: readonly (string | number)[] }
  /** Indices on both axes, and the value there. */
  cells: readonly (readonly [number, number, number])[]
  isMaximized: boolean
}

export function drawHeatMap({ title, x, y, cells, isMaximized }: HeatMap): string {
  const values = cells.map(([, , value]) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const shades = ['#ffffff', '#c6dbef', '#6baed6']
  return draw({
    title: titled(title),
    grid: { ...grid, right: 110 },
    xAxis: { ...axis(x.name, 'category'), data: x.values.map(String) },
    yAxis: { ...axis(y.name, 'category'), data: y.values.map(String), nameGap: 58 },
    visualMap: {
      ...{ min: low, max: high === low ? low + 1e-9 : high, right: 10, top: 'middle' },
      ...{ calculable: false, formatter: (value) => short(Number(value)) },
      inRange: { color: isMaximized ? shades : shades.toReversed() },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map(([column, row, value]) => [column, row, value]),
        label: {
          show: true,
          color: '#222',
          formatter: ({ value }) => short((value as number[])[2]),
        },
      },
    ],
  })
}
