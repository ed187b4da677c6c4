import type { ReactNode } from 'react'
import type { ColumnSummary, Histogram } from '../../../api/types.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { formatCount, formatPercent, formatValue, nothing } from '../../../ui/format.ts'
import { PathName } from '../../../ui/path-name.tsx'
import { ScrollRegion } from '../../../ui/scroll-region.tsx'
import { HistogramBars } from './histogram-bars.tsx'
import css from './parts.module.css'

const tones: Record<ColumnSummary['role'], Tone> = {
  input: 'neutral',
  target: 'accent',
  weight: 'neutral',
  ignored: 'neutral',
}

/** Every column with what it holds. `roleField`: a control that changes its role; without it the role is a word. */
export function ColumnsTable({
  columns,
  histograms,
  rows,
  roleField,
}: {
  columns: readonly ColumnSummary[]
  histograms: readonly Histogram[]
  rows: number
  roleField?: (column: ColumnSummary) => ReactNode
}) {
  const histogramOf = new Map(histograms.map((one) => [one.column, one]))
  return (
    <ScrollRegion label="Table of columns" className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Role</th>
            <th scope="col">Values</th>
            <th scope="col">Distribution</th>
            <th scope="col" className={css.number}>
              Missing
            </th>
            <th scope="col" className={css.number}>
              Distinct
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => {
            const histogram = histogramOf.get(column.name)
            return (
              <tr key={column.name} data-ignored={column.role === 'ignored' || undefined}>
                <th scope="row" className={css.name}>
                  <PathName name={column.name} />
                  {column.reason !== undefined && (
                    <span className={css.reason}>{column.reason}</span>
                  )}
                </th>
                <td>
                  {roleField?.(column) ?? <Badge tone={tones[column.role]}>{column.role}</Badge>}
                </td>
                <td className={css.values}>{describeValues(column)}</td>
                <td>{histogram ? <HistogramBars histogram={histogram} /> : null}</td>
                <td className={css.number}>
                  {column.missing === 0 ? nothing : formatPercent(column.missing / rows, 1)}
                </td>
                <td className={css.number}>{formatCount(column.distinct)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function describeValues({
  type,
  encoding,
  shape,
  min,
  max,
  levels,
  earliest,
  latest,
}: ColumnSummary) {
  if (shape !== undefined) return `${shape.join(' × ')} numbers`
  if (earliest !== undefined) return `${earliest.slice(0, 10)} to ${latest?.slice(0, 10)}`
  if (encoding === 'categorical' || levels !== undefined) {
    const some = (levels ?? []).slice(0, 3).map(({ value }) => shorten(value))
    return `${some.join(', ')}${(levels?.length ?? 0) > 3 ? ', …' : ''}`
  }
  if (min === undefined) return type
  return `${formatValue(min)} to ${formatValue(max)}`
}

const shorten = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text)
