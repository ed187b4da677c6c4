/** Draws a chart as SVG on the server, by Apache ECharts. */
import { type EChartsOption, init } from 'echarts'

const font = { fontFamily: 'sans-serif', color: '#222' }

/** The colours of Okabe and Ito (2008), which colour-blind people can tell apart. */
export const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']

export function draw(
  option: EChartsOption,
  { width = 760, height = 420 }: { width?: number; height?: number } = {},
): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({
      ...{ animation: false, backgroundColor: '#fff', color: colours, textStyle: font },
      ...option,
    })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** An axis with its name below or beside it; numbers short. */
export function axis(name: string, type: 'value' | 'log' | 'category' = 'value') {
  return {
    ...{ name, type, nameLocation: 'middle' as const, nameGap: 34, scale: true },
    axisLabel: { formatter: (value: unknown) => short(value), hideOverlap: true },
    splitLine: { lineStyle: { color: '#eee' } },
  }
}

/** 33657 as 33.7k, 0.00012 as 1.2e-4 */
export function short(value: unknown): string {
  if (typeof value !== 'number') return String(value)
  const size = Math.abs(value)
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`
  if (size !== 0 && size < 1e-3) return Number(value.toPrecision(2)).toExponential()
  return String(Number(value.toPrecision(4)))
}

export const grid = { left: 80, right: 30, top: 60, bottom: 60 }

/** Between the title and the chart. */
export const legend = { top: 34, type: 'plain' as const, itemGap: 14 }
export const belowLegend = { ...grid, top: 84 }

export function titled(text: string) {
  return { text, left: 'center', top: 8, textStyle: { fontSize: 15 } }
}
