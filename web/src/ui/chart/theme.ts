import type { ChartTokens } from './tokens.ts'

/** ECharts' theme from the tokens: quiet axes, no decoration, tooltips like the rest of the page. */
export function chartTheme(tokens: ChartTokens): object {
  const { series, text, muted, grid, axis, surface, border, font } = tokens
  const axisLook = {
    axisLine: { show: true, lineStyle: { color: border } },
    axisTick: { show: false },
    axisLabel: { color: muted, fontSize: 11 },
    nameTextStyle: { color: muted, fontSize: 11 },
    splitLine: { show: true, lineStyle: { color: grid } },
    splitArea: { show: false },
  }
  return {
    color: series,
    backgroundColor: 'transparent',
    textStyle: { color: text, fontFamily: font, fontSize: 12 },
    grid: { left: 8, right: 16, top: 36, bottom: 8 },
    categoryAxis: { ...axisLook, splitLine: { show: false } },
    valueAxis: axisLook,
    logAxis: axisLook,
    timeAxis: { ...axisLook, splitLine: { show: false } },
    legend: {
      top: 0,
      left: 0,
      right: 40, // where the menu to save is
      type: 'scroll',
      textStyle: { color: muted, fontSize: 12 },
      inactiveColor: border,
      itemWidth: 14,
      itemHeight: 8,
      icon: 'roundRect',
      pageTextStyle: { color: muted },
      pageIconColor: muted,
      pageIconInactiveColor: border,
    },
    tooltip: {
      backgroundColor: surface,
      borderColor: border,
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { color: text, fontSize: 12 },
      confine: true,
      axisPointer: {
        lineStyle: { color: axis, type: 'dashed' },
        crossStyle: { color: axis },
        label: { backgroundColor: axis, color: surface },
      },
    },
    parallel: {
      axisLine: { lineStyle: { color: axis } },
      axisTick: { show: false },
      axisLabel: { color: muted, fontSize: 11 },
      nameTextStyle: { color: text, fontSize: 12 },
    },
    visualMap: { textStyle: { color: muted, fontSize: 11 } },
    dataZoom: { borderColor: border, textStyle: { color: muted } },
    line: { symbol: 'none', lineStyle: { width: 1.75 } },
    markLine: { label: { color: muted }, lineStyle: { color: axis } },
  }
}
