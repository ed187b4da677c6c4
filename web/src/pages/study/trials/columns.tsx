import { StateBadge } from '../../../ui/badge.tsx'
import type { TableColumn } from '../../../ui/data-table.tsx'
import { formatMilliseconds, formatParam, formatValue } from '../../../ui/format.ts'
import { Time } from '../../../ui/time.tsx'
import { shortName } from '../plots/scales.ts'
import type { TrialRow } from './table-query.ts'

type Column = TableColumn<TrialRow>

/**
 * Ids are what the API sorts by.
 *
 * @param metrics     of the objectives, in order
 * @param parameters  names, in the order of their columns
 */
export function trialColumns(metrics: readonly string[], parameters: readonly string[]): Column[] {
  return [
    { id: 'number', title: 'Trial', value: ({ number }) => number, align: 'end', width: 80 },
    {
      id: 'state',
      title: 'State',
      value: ({ state }) => state,
      cell: ({ state }) => <StateBadge state={state} />,
      canSort: false,
      width: 116,
    },
    {
      id: 'value',
      title: metrics[0] ?? 'value',
      value: ({ value }) => value,
      cell: ({ value }) => formatValue(value),
      align: 'end',
      width: 130,
      hint: 'Value of the first objective; the best so far of a trial that has not ended',
    },
    ...metrics.slice(1).map(
      (metric, i): Column => ({
        id: `values[${i + 1}]`,
        title: metric,
        value: ({ values }) => values?.[i + 1],
        cell: ({ values }) => formatValue(values?.[i + 1]),
        align: 'end',
        width: 130,
      }),
    ),
    ...parameters.map(
      (name): Column => ({
        id: `params.${name}`,
        title: shortName(name, 22),
        hint: name,
        value: ({ params }) =>
          params[name] as Column['value'] extends (row: never) => infer V ? V : never,
        cell: ({ params }) => formatParam(params[name]),
        width: 130,
      }),
    ),
    {
      id: 'step',
      title: 'Best epoch',
      value: ({ step }) => step,
      align: 'end',
      width: 104,
      isHidden: true,
    },
    { id: 'lastStep', title: 'Epochs', value: ({ lastStep }) => lastStep, align: 'end', width: 90 },
    {
      id: 'durationMs',
      title: 'Duration',
      value: ({ durationMs }) => durationMs,
      cell: ({ durationMs }) => formatMilliseconds(durationMs),
      align: 'end',
      width: 104,
    },
    time('startedAt', 'Started'),
    time('endedAt', 'Ended'),
    {
      id: 'source',
      title: 'Source',
      value: ({ source }) => source,
      canSort: false,
      width: 104,
      isHidden: true,
    },
    {
      id: 'sampler',
      title: 'Sampler',
      value: ({ sampler }) => sampler,
      canSort: false,
      width: 104,
      isHidden: true,
    },
    {
      id: 'reason',
      title: 'Reason',
      value: ({ reason }) => reason,
      cell: ({ reason }) => <span title={reason ?? undefined}>{formatParam(reason)}</span>,
      canSort: false,
      width: 260,
      hint: 'Why the trial was pruned, failed or was cancelled',
    },
  ]
}

function time(id: 'startedAt' | 'endedAt', title: string): Column {
  return {
    id,
    title,
    value: (row) => row[id],
    cell: (row) => (row[id] === null ? '–' : <Time at={row[id]} />),
    width: 150,
    isHidden: true,
  }
}
