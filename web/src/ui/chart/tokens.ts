/** The colours of tokens.css as plots need them: resolved, for the theme that is shown. */
import { useMemo } from 'react'
import { type Theme, useTheme } from '../../app/theme.ts'

export interface ChartTokens {
  theme: Theme
  /** Okabe and Ito's palette; the last one is grey. */
  series: string[]
  text: string
  muted: string
  grid: string
  axis: string
  surface: string
  border: string
  accent: string
  good: string
  warn: string
  bad: string
  idle: string
  font: string
}

export function readTokens(theme: Theme): ChartTokens {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    theme,
    series: Array.from({ length: 8 }, (_, i) => token(`series-${i + 1}`)),
    text: token('text'),
    muted: token('text-muted'),
    grid: token('chart-grid'),
    axis: token('chart-axis'),
    surface: token('surface'),
    border: token('border'),
    accent: token('accent'),
    good: token('good'),
    warn: token('warn'),
    bad: token('bad'),
    idle: token('idle'),
    font: token('font'),
  }
}

export function useChartTokens(): ChartTokens {
  const theme = useTheme()
  return useMemo(() => readTokens(theme), [theme])
}
