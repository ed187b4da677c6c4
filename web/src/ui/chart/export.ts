/** A plot as a file. */
import type { EChartsType } from 'echarts/core'
import { chartTheme } from './theme.ts'
import type { ChartTokens } from './tokens.ts'

export async function pngOf(chart: EChartsType, { surface }: ChartTokens): Promise<Blob> {
  const url = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: surface })
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0))
  return new Blob([bytes], { type: 'image/png' })
}

/** Drawn anew by the SVG renderer, as large as it is on the page. */
export async function svgOf(chart: EChartsType, tokens: ChartTokens): Promise<string> {
  const [{ init }] = await Promise.all([import('./echarts.ts'), import('./svg.ts')])
  const size = { width: chart.getWidth(), height: chart.getHeight() }
  const copy = init(null, chartTheme(tokens), { renderer: 'svg', ssr: true, ...size })
  copy.setOption({ ...chart.getOption(), animation: false, backgroundColor: tokens.surface })
  const svg = copy.renderToSVGString()
  copy.dispose()
  return svg
}
