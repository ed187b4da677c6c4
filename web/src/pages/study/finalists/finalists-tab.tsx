import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { Badge, StateBadge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { Chart, useChartTokens } from '../../../ui/chart.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatPercent, formatValue } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { TrialLink } from '../../trial/trial-link.tsx'
import { optimismWords } from '../overview/done-words.ts'
import { finalistsQuery } from '../overview/queries.ts'
import { DownloadModel } from './download-model.tsx'
import css from './finalists.module.css'
import { type Finalists, finalistWords, intervalsOption } from './intervals-option.ts'

/** The best trials trained again, what is made of them, and the model to download. */
export default function FinalistsTab({ study }: { study: Study }) {
  const { data, error, refetch } = useQuery(finalistsQuery(study.id))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <Card title="Finalists">
        <div aria-busy="true">
          <Skeleton height={240} />
        </div>
      </Card>
    )
  }
  return (
    <div className={css.page}>
      {data.items.length === 0 ? (
        <Card title="Finalists">
          <EmptyState title="No finalists yet">{emptyText(study)}</EmptyState>
        </Card>
      ) : (
        <Ranking study={study} finalists={data} />
      )}
      {data.blend !== null && <Blend study={study} blend={data.blend} />}
      {data.refit !== null && (
        <Card title="Refit" note="The winner, trained on training and validation rows together.">
          <p>
            <TrialLink id={study.id} number={data.refit.number} />{' '}
            <StateBadge state={data.refit.state} />{' '}
            {data.refit.lastStep !== null && `after ${data.refit.lastStep} epochs`}
            {data.refit.reason !== null && ` (${data.refit.reason})`}
          </p>
        </Card>
      )}
      <DownloadModel study={study} />
    </div>
  )
}

function emptyText(study: Study): string {
  if (study.dataset === null)
    return 'Trials of an external study are trained by its clients, and not again here.'
  const asks = (study.spec as { finalists?: unknown }).finalists !== undefined
  return asks
    ? 'When the search has ended, its best trials are trained again with other seeds, which tells how much of their values was luck.'
    : 'This study asks for none. POST …/finalists trains the best trials of an ended study again.'
}

function Ranking({ study, finalists }: { study: Study; finalists: Finalists }) {
  const tokens = useChartTokens()
  const { items } = finalists
  const { metric } = study.objective
  const option = useMemo(() => intervalsOption(items, metric, tokens), [items, metric, tokens])
  const note = `The ${finalists.top} best trials, trained ${finalists.seeds} times each with other seeds.`
  return (
    <Card title="Finalists" note={finalists.reason === null ? note : `${note} ${finalists.reason}`}>
      {study.selection !== null && <p>{optimismWords(study.selection)}</p>}
      <Chart
        label="Finalists with 95 % intervals"
        description={items.map(finalistWords).join('. ')}
        option={option}
        height={110 + 34 * items.length}
        data={() => ({
          columns: ['trial', 'mean', 'low', 'high', 'value in the search', 'may be best'],
          rows: items.map(({ trial, mean, interval, searchValue, tied }) => [
            trial,
            mean,
            interval?.[0],
            interval?.[1],
            searchValue,
            tied,
          ]),
        })}
      />
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">Rank</th>
              <th scope="col">Trial</th>
              <th scope="col">Mean</th>
              <th scope="col">95 % interval</th>
              <th scope="col">In the search</th>
              <th scope="col">Trainings</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ rank, trial, mean, interval, searchValue, tied, trainings }) => (
              <tr key={trial}>
                <td>{rank ?? '–'}</td>
                <td>
                  <TrialLink id={study.id} number={trial} />{' '}
                  {tied === true && <Badge tone="accent">may be best</Badge>}
                </td>
                <td>{formatValue(mean)}</td>
                <td>
                  {interval === null
                    ? '–'
                    : `${formatValue(interval[0])} to ${formatValue(interval[1])}`}
                </td>
                <td>{formatValue(searchValue)}</td>
                <td>
                  {trainings.map(({ number, state, value }) => (
                    <TrialLink key={number} id={study.id} number={number} className={css.training}>
                      {state === 'complete' ? formatValue(value) : state}
                    </TrialLink>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

function Blend({ study, blend }: { study: Study; blend: NonNullable<Finalists['blend']> }) {
  const { members, value, single } = blend
  return (
    <Card
      title="Blend"
      note={`The weighted mean of ${members.length} trainings: ${formatValue(value)}, against ${formatValue(single.value)} of the best training alone (${single.trial}).`}
    >
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">Training</th>
              <th scope="col">Of trial</th>
              <th scope="col">Weight</th>
              <th scope="col">Refit</th>
            </tr>
          </thead>
          <tbody>
            {members.map(({ trial, copyOf, weight, refit }) => (
              <tr key={trial}>
                <td>
                  <TrialLink id={study.id} number={trial} />
                </td>
                <td>
                  <TrialLink id={study.id} number={copyOf} />
                </td>
                <td>{formatPercent(weight, 1)}</td>
                <td>{refit === null ? '–' : <TrialLink id={study.id} number={refit} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
