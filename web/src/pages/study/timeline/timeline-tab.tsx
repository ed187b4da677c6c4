import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answerOf, client } from '../../../api/client.ts'
import { studyKey } from '../../../api/queries.ts'
import type { Study } from '../../../api/types.ts'
import { Card } from '../../../ui/card.tsx'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatDuration, formatPercent } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { useOpenTrial } from '../../trial/trial-link.tsx'
import css from './timeline.module.css'
import { rowHeight, rowNames, spanStates, stateColours, timelineOption } from './timeline-option.ts'

/** Where each trainer's time went; a click opens a trial of the span. */
export default function TimelineTab({ study }: { study: Study }) {
  const { id } = study
  const tokens = useChartTokens()
  const openTrial = useOpenTrial(id)
  const { data, error, refetch } = useQuery({
    queryKey: [...studyKey(id), 'timeline'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/studies/{id}/timeline', { params: { path: { id } }, signal })),
    placeholderData: keepPreviousData,
  })
  const option = useMemo(() => (data ? timelineOption(data, tokens) : {}), [data, tokens])
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <Card title="Timeline">
        <div aria-busy="true">
          <Skeleton height={240} />
        </div>
      </Card>
    )
  }
  if (data.rows.length === 0) {
    return (
      <Card title="Timeline">
        <EmptyState title="Nothing was trained yet">
          Each training appears here with its start and end.
        </EmptyState>
      </Card>
    )
  }
  const spans = data.rows.flatMap((row) => row.spans)
  const busy = data.rows.reduce((sum, { busyShare }) => sum + busyShare, 0) / data.rows.length
  const names = rowNames(data)
  const colours = stateColours(tokens)
  const notes = [
    `${data.rows.length === 1 ? 'One row' : `${data.rows.length} rows`}, busy ${formatPercent(busy)} of the time.`,
    data.mergedSeconds > 0 &&
      `Trainings within ${formatDuration(data.mergedSeconds)} are drawn as one.`,
    data.rowsLeftOut > 0 && `${data.rowsLeftOut} more rows are not drawn.`,
  ].filter((note) => note !== false)
  return (
    <Card
      title="Timeline"
      note={notes.join(' ')}
      actions={
        <ul className={css.legend}>
          {spanStates
            .filter((state) => spans.some(({ states }) => states[state]))
            .map((state) => (
              <li key={state}>
                <span className={css.swatch} style={{ background: colours[state] }} />
                {state}
              </li>
            ))}
        </ul>
      }
    >
      <Chart
        label="Timeline"
        description={`${notes.join(' ')} ${spans.length} spans from the start of the study to ${formatDuration(data.seconds)} after it.`}
        option={option}
        height={80 + rowHeight * Math.max(3, data.rows.length)}
        events={{
          click: ({ dataIndex }) => {
            const span = spans[dataIndex]
            if (span !== undefined) openTrial(span.first)
          },
        }}
        data={() => ({
          columns: ['row', 'busy share', 'start', 'end', 'first trial', 'trials', ...spanStates],
          rows: data.rows.flatMap((row, place) =>
            row.spans.map(({ start, end, first, trials, states }) => [
              names[place],
              row.busyShare,
              start,
              end,
              first,
              trials,
              ...spanStates.map((state) => states[state] ?? 0),
            ]),
          ),
        })}
      />
    </Card>
  )
}
