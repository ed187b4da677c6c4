/** The frame of a plot: what it shows in a sentence, its controls, and what stands there instead of it. */
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import type { ChartData } from '../../../ui/chart.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatCount, formatParam } from '../../../ui/format.ts'
import { ScrollRegion } from '../../../ui/scroll-region.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import css from './plots.module.css'

const rowsShown = 200

export function PlotCard<Answer>({
  title,
  about,
  query,
  height,
  controls,
  emptyText,
  table,
  children,
}: {
  title: string
  about: ReactNode // what one sees, in plain words
  query: Pick<UseQueryResult<Answer>, 'data' | 'error' | 'refetch'>
  height: number // pixels of the plot: nothing jumps when it comes
  controls?: ReactNode
  /** Why there is nothing to see; null: there is. */
  emptyText: (answer: Answer) => string | null
  /** The same as a table, for keyboards and screen readers. */
  table?: (answer: Answer) => ChartData
  children: (answer: Answer) => ReactNode
}) {
  const { data, error, refetch } = query
  const [isTable, setTable] = useState(false)
  const reason = data === undefined ? null : emptyText(data)
  const hasTable = table !== undefined && data !== undefined && reason === null
  return (
    <Card
      title={title}
      note={about}
      actions={
        (controls !== undefined || hasTable) && (
          <div className={css.controls}>
            {controls}
            {hasTable && (
              <Button
                size="sm"
                look="quiet"
                aria-pressed={isTable}
                onPress={() => setTable(!isTable)}
              >
                {isTable ? 'Plot' : 'Table'}
              </Button>
            )}
          </div>
        )
      }
    >
      <PlotBody error={data === undefined ? error : null} onRetry={() => void refetch()}>
        {data === undefined ? (
          <div aria-busy="true">
            <Skeleton height={height} />
          </div>
        ) : reason !== null ? (
          <p className={css.empty} style={{ minHeight: Math.min(height, 160) }}>
            {reason}
          </p>
        ) : isTable && table ? (
          <DataRows label={title} data={table(data)} height={height} />
        ) : (
          children(data)
        )}
      </PlotBody>
    </Card>
  )
}

function PlotBody({
  error,
  onRetry,
  children,
}: {
  error: unknown
  onRetry: () => void
  children: ReactNode
}) {
  return error ? <ErrorState error={error} onRetry={onRetry} /> : children
}

function DataRows({ label, data, height }: { label: string; data: ChartData; height: number }) {
  const left = data.rows.length - rowsShown
  return (
    <ScrollRegion label={`${label}, as a table`} className={css.rows} maxHeight={height}>
      <table>
        <thead>
          <tr>
            {data.columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.slice(0, rowsShown).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity, and do not move
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={data.columns[column]}>{formatParam(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className={css.more}>{formatCount(left)} more rows: save the plot as CSV.</p>}
    </ScrollRegion>
  )
}

/** `2 complete trials are needed; 1 so far`: the words where a plot has too few trials. */
export function tooFew(trials: number, needed: number): string | null {
  if (trials >= needed) return null
  const wanted = needed === 1 ? '1 complete trial' : `${needed} complete trials`
  return `Needs ${wanted}; ${trials === 0 ? 'none' : trials} so far.`
}
