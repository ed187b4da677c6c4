import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { StateBadge } from '../../../ui/badge.tsx'
import { Stat, Stats } from '../../../ui/card.tsx'
import { Chart, type ChartEvent } from '../../../ui/chart.tsx'
import { DataTable, type TableColumn } from '../../../ui/data-table.tsx'
import { formatCount, formatPercent, formatValue } from '../../../ui/format.ts'
import { useOpenTrial } from '../../trial/trial-link.tsx'
import { PlotCard } from '../plots/plot-card.tsx'
import css from '../plots/plots.module.css'
import { type Pruning, pruningQuery } from '../plots/queries.ts'
import { stopsOption, thresholdOption } from './pruning-option.ts'

const height = 280

type Item = Pruning['items'][number]

const columns: TableColumn<Item>[] = [
  { id: 'number', title: 'Trial', value: ({ number }) => number, align: 'end', width: 80 },
  {
    id: 'state',
    title: 'State',
    value: ({ state }) => state,
    cell: ({ state }) => <StateBadge state={state} />,
    width: 116,
  },
  { id: 'pruner', title: 'Rule', value: ({ pruner }) => pruner, width: 110 },
  { id: 'step', title: 'At epoch', value: ({ step }) => step, align: 'end', width: 96 },
  {
    id: 'value',
    title: 'Had reached',
    value: ({ value }) => value,
    cell: ({ value }) => formatValue(value),
    align: 'end',
  },
  {
    id: 'threshold',
    title: 'Had to reach',
    value: ({ threshold }) => threshold,
    cell: ({ threshold }) => formatValue(threshold),
    align: 'end',
  },
  {
    id: 'compared',
    title: 'Compared with',
    hint: 'Number of trials that it was compared with',
    value: ({ compared }) => compared,
    align: 'end',
  },
  {
    id: 'isAudited',
    title: 'Audited',
    hint: 'It went on although the rule would have stopped it',
    value: ({ isAudited }) => isAudited,
    cell: ({ isAudited }) => (isAudited ? 'yes' : '–'),
    width: 90,
  },
  {
    id: 'final',
    title: 'Went on to',
    hint: 'Value of an audited trial that is complete',
    value: ({ final }) => final,
    cell: ({ final }) => formatValue(final),
    align: 'end',
  },
]

export function PruningCard({ study }: { study: Study }) {
  const query = useQuery(pruningQuery(study))
  return (
    <PlotCard
      title="What pruning did"
      about="Which trials were stopped early, at which epoch, and how close it was. Audited trials go on regardless, to measure what stopping costs."
      query={query}
      height={2 * height}
      emptyText={({ items, pruned }) =>
        items.length > 0
          ? null
          : pruned > 0
            ? `${pruned} trials were told as pruned; the reasons are the client’s.`
            : 'No trial has been stopped so far.'
      }
    >
      {(answer) => <PruningPlots study={study} answer={answer} />}
    </PlotCard>
  )
}

function PruningPlots({ study, answer }: { study: Study; answer: Pruning }) {
  const stops = useMemo(() => stopsOption(answer), [answer])
  const thresholds = useMemo(() => thresholdOption(answer), [answer])
  const openTrial = useOpenTrial(study.id)
  const { audit, pruned, items, itemsLeftOut } = answer
  return (
    <div className={css.stack}>
      <Stats>
        <Stat label="Pruned" value={formatCount(pruned)} />
        {audit !== null && (
          <>
            <Stat
              label="Audited"
              value={formatCount(audit.audited)}
              note={`${formatPercent(audit.share)} of the trials are chosen for it`}
            />
            <Stat
              label="Pruned in error"
              value={formatPercent(audit.falsePruneRate)}
              note="audited trials that ended better than the median"
            />
            <Stat
              label="Regret"
              value={formatValue(audit.regret)}
              note="how much the best audited trial would have improved on the best"
            />
          </>
        )}
      </Stats>
      {audit === null && (
        <p className={css.note}>
          What stopping costs is not measured: give the pruner an <code>audit</code> share, such as
          0.05.
        </p>
      )}
      <div className={css.pair}>
        <Chart
          label="Stopped trials by epoch"
          description={`${pruned} trials were stopped.`}
          option={stops}
          height={height}
          data={() => ({
            columns: ['rule', 'epoch', 'stopped', 'audited'],
            rows: answer.stops.map((one) => [one.pruner, one.step, one.stopped, one.audited]),
          })}
        />
        <Chart
          label="What stopped trials had reached"
          description="What each stopped trial had reached, against what it had to reach."
          option={thresholds}
          height={height}
          events={{ click: ({ value }: ChartEvent) => Array.isArray(value) && openTrial(value[2]) }}
          data={() => ({
            columns: columns.map(({ title }) => title),
            rows: items.map((item) => columns.map(({ value }) => value(item))),
          })}
        />
      </div>
      <DataTable
        label="Stopped trials"
        columns={columns}
        rows={items}
        getId={({ number }) => String(number)}
        onOpen={({ number }) => openTrial(number)}
        csvName={`${study.name} stopped trials`}
        height="22rem"
      />
      {itemsLeftOut > 0 && (
        <p className={css.note}>
          The newest {formatCount(items.length)}; {formatCount(itemsLeftOut)} older ones are left
          out.
        </p>
      )}
    </div>
  )
}
