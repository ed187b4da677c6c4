/** Every plot of the dashboard: ECharts in the page's theme, with a description and with export. */
import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useEffectEvent, useId, useRef } from 'react'
import { IconButton } from './button.tsx'
import { pngOf, svgOf } from './chart/export.ts'
import { useChartTokens } from './chart/tokens.ts'
import { type ChartEvents, useChart } from './chart/use-chart.ts'
import css from './chart.module.css'
import { fileName, saveFile } from './download.ts'
import { DownloadIcon } from './icons.tsx'
import { Menu, MenuItem } from './menu.tsx'
import { Skeleton } from './skeleton.tsx'
import { type CellValue, csvLines } from './table/columns.ts'
import { showError } from './toast.tsx'

export { brushRests, colourBrushes } from './chart/parallel-brush.ts'
export { type ChartTokens, useChartTokens } from './chart/tokens.ts'
export type { ChartEvent } from './chart/use-chart.ts'

/** What a plot shows, as a table; columns may be computed when it is exported. */
export interface ChartData {
  columns: string[]
  rows: CellValue[][]
}

interface ChartProps {
  /** Names the plot, its files, and begins what a screen reader says. */
  label: string
  /** What one sees in it, in a sentence or two, for people who do not see it. */
  description: string
  /** ECharts' option without colours and fonts, which the theme has; stable: a memo. */
  option: EChartsCoreOption
  height?: number // pixels, fixed, so that nothing jumps
  data?: () => ChartData
  isLoading?: boolean
  /** ECharts' events by name: `click`, `brushEnd`, `axisareaselected`, `datazoom`, `legendselectchanged` … */
  events?: ChartEvents
  /** For what goes beyond options: `dispatchAction`, `convertFromPixel`. */
  onReady?: (chart: EChartsType) => void
}

const noEvents: ChartEvents = {}

export function Chart({
  label,
  description,
  option,
  height = 280,
  data,
  isLoading = false,
  events = noEvents,
  onReady,
}: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const chart = useChart(element, option, events)
  const tokens = useChartTokens()
  const descriptionId = useId()
  const ready = useEffectEvent((made: EChartsType) => onReady?.(made))
  useEffect(() => {
    if (chart !== null) ready(chart)
  }, [chart])

  const name = fileName(label)
  const save = (work: Promise<void>) => void work.catch((error) => showError('Not saved', error))
  const isWaiting = chart === null || isLoading
  return (
    <figure className={css.figure} style={{ height }} aria-busy={isWaiting}>
      <div
        ref={element}
        className={css.plot}
        role="img"
        aria-label={label}
        aria-describedby={descriptionId}
        data-waiting={isWaiting || undefined}
      />
      <figcaption id={descriptionId} className="visually-hidden">
        {description}
      </figcaption>
      {isWaiting && (
        <div className={css.waiting}>
          <Skeleton height={height - 8} />
        </div>
      )}
      {chart !== null && (
        <div className={css.tools}>
          <Menu
            label={`Save ${label}`}
            trigger={
              <IconButton label={`Save the plot “${label}”`} size="sm">
                <DownloadIcon />
              </IconButton>
            }
          >
            <MenuItem
              onAction={() =>
                save(pngOf(chart, tokens).then((blob) => saveFile(`${name}.png`, blob)))
              }
            >
              PNG
            </MenuItem>
            <MenuItem
              onAction={() =>
                save(
                  svgOf(chart, tokens).then((svg) => saveFile(`${name}.svg`, svg, 'image/svg+xml')),
                )
              }
            >
              SVG
            </MenuItem>
            {data !== undefined && (
              <MenuItem
                onAction={() => {
                  const { columns, rows } = data()
                  saveFile(`${name}.csv`, csvLines([columns, ...rows]), 'text/csv')
                }}
              >
                CSV
              </MenuItem>
            )}
          </Menu>
        </div>
      )}
    </figure>
  )
}
