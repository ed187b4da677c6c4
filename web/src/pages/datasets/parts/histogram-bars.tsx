import type { Histogram } from '../../../api/types.ts'
import { formatCount, formatDate, formatValue } from '../../../ui/format.ts'
import css from './parts.module.css'

const size = { width: 120, height: 32 }

/** The distribution of a column as small bars; a screen reader hears its range or its most frequent values. */
export function HistogramBars({ histogram }: { histogram: Histogram }) {
  const bars = barsOf(histogram)
  if (bars.length === 0) return <span className="muted">no values</span>
  const highest = Math.max(...bars.map(({ rows }) => rows), 1)
  const width = size.width / bars.length
  const gap = Math.min(1, width / 4)
  return (
    <svg
      className={css.bars}
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
      preserveAspectRatio="none"
      role="img"
      aria-label={describe(histogram)}
    >
      {bars.map(({ text, rows }, at) => {
        const height = rows === 0 ? 0 : Math.max(1, (rows / highest) * (size.height - 1))
        return (
          <rect
            key={text}
            x={at * width}
            y={size.height - height}
            width={width - gap}
            height={height}
          >
            <title>{`${text}: ${formatCount(rows)} rows`}</title>
          </rect>
        )
      })}
    </svg>
  )
}

function barsOf({ bins, levels }: Histogram): { text: string; rows: number }[] {
  if (levels !== null) return levels.map(({ value, rows }) => ({ text: value, rows }))
  if (bins === null) return []
  const width = (bins.high - bins.low) / bins.counts.length
  const format = bins.kind === 'datetime' ? day : (value: number) => formatValue(value, 3)
  return bins.counts.map((rows, at) => {
    const from = bins.low + at * width
    return { text: `${format(from)} to ${format(from + width)}`, rows }
  })
}

const day = (ms: number): string => formatDate(new Date(ms))

function describe({ column, bins, levels }: Histogram): string {
  if (levels !== null) {
    const most = levels.slice(0, 3).map(({ value, rows }) => `${value} ${formatCount(rows)}`)
    return `Most frequent of ${column}: ${most.join(', ')}`
  }
  if (bins === null) return `${column} has no values`
  const format = bins.kind === 'datetime' ? day : (value: number) => formatValue(value, 3)
  return `Distribution of ${column} from ${format(bins.low)} to ${format(bins.high)}`
}
