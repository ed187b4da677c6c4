import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { type RefObject, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { chartTheme } from './theme.ts'
import { useChartTokens } from './tokens.ts'

// biome-ignore lint/suspicious/noExplicitAny: what ECharts tells differs by event and series
export type ChartEvent = any
export type ChartEvents = Record<string, (event: ChartEvent) => void>

/** Replaced at each update; zoom and brush are kept. */
const replaced = ['series', 'xAxis', 'yAxis', 'grid', 'legend', 'visualMap']

/**
 * Draws a plot into an element: loads ECharts, follows size and theme, frees it at the end.
 *
 * @returns the instance, null until ECharts is loaded
 */
export function useChart(
  element: RefObject<HTMLDivElement | null>,
  option: EChartsCoreOption,
  events: ChartEvents,
): EChartsType | null {
  const tokens = useChartTokens()
  const theme = useMemo(() => chartTheme(tokens), [tokens])
  const [chart, setChart] = useState<EChartsType | null>(null)
  const firstTheme = useRef(theme)
  const onEvent = useEffectEvent((name: string, event: ChartEvent) => events[name]?.(event))
  const eventNames = Object.keys(events).join(' ')

  useEffect(() => {
    let made: EChartsType | null = null
    let isGone = false
    const observer = new ResizeObserver(() => made?.resize())
    void import('./echarts.ts').then(({ init }) => {
      if (isGone || element.current === null) return
      made = init(element.current, firstTheme.current, { renderer: 'canvas' })
      observer.observe(element.current)
      setChart(made)
    })
    return () => {
      isGone = true
      observer.disconnect()
      made?.dispose()
      setChart(null)
    }
  }, [element])

  useEffect(() => {
    chart?.setTheme(theme)
  }, [chart, theme])

  useEffect(() => {
    chart?.setOption({ animation: false, ...option }, { replaceMerge: replaced, lazyUpdate: true })
  }, [chart, option])

  useEffect(() => {
    if (chart === null || eventNames === '') return
    const names = eventNames.split(' ')
    const handlers = names.map((name) => (event: unknown) => onEvent(name, event))
    names.forEach((name, i) => {
      chart.on(name, handlers[i]!)
    })
    return () => {
      if (chart.isDisposed()) return
      names.forEach((name, i) => {
        chart.off(name, handlers[i]!)
      })
    }
  }, [chart, eventNames])
  return chart
}
