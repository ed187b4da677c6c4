import { Link } from '@tanstack/react-router'
import type { Study } from '../../api/types.ts'
import { Badge, StateBadge } from '../../ui/badge.tsx'
import type { TableColumn } from '../../ui/data-table.tsx'
import { formatDuration, formatRate, formatValue } from '../../ui/format.ts'
import { Progress } from '../../ui/meter.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { Time } from '../../ui/time.tsx'
import { endedTrials } from '../study/header/progress-words.ts'
import css from './studies.module.css'
import { StudyMenu } from './study-menu.tsx'
import { progressOf, progressText } from './study-row.ts'

export const studyColumns: readonly TableColumn<Study>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 280,
    value: ({ name }) => name,
    cell: (study) => <StudyName study={study} />,
  },
  {
    id: 'state',
    title: 'State',
    width: 120,
    value: ({ state }) => state,
    cell: ({ state }) => <StateBadge state={state} />,
  },
  {
    id: 'progress',
    title: 'Progress',
    width: 150,
    canSort: false,
    value: ({ trials }) => endedTrials(trials),
    cell: (study) => <StudyProgress study={study} />,
  },
  {
    id: 'best',
    title: 'Best value',
    width: 200,
    value: ({ best }) => best?.value,
    cell: (study) => <StudyBest study={study} />,
  },
  {
    id: 'rate',
    title: 'Rate',
    hint: 'Trials that end in a given time, lately',
    width: 100,
    align: 'end',
    canSort: false,
    value: ({ throughput }) => (throughput.recent ?? throughput.overall)?.trialsPerSecond,
    cell: (study) => <span className="muted">{rateText(study)}</span>,
  },
  {
    id: 'left',
    title: 'Time left',
    hint: 'An estimate',
    width: 100,
    align: 'end',
    canSort: false,
    value: ({ eta }) => eta,
    cell: (study) => <span className="muted">{leftText(study)}</span>,
  },
  {
    id: 'createdAt',
    title: 'Created',
    width: 110,
    align: 'end',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => (
      <span className="muted">
        <Time at={createdAt} isRelative />
      </span>
    ),
  },
  {
    id: 'dataset',
    title: 'Dataset',
    width: 120,
    canSort: false,
    isHidden: true,
    value: ({ spec }) => datasetName(spec),
  },
  {
    id: 'sampler',
    title: 'Sampler',
    width: 110,
    canSort: false,
    isHidden: true,
    value: ({ spec: { sampler } }) => (typeof sampler === 'object' ? sampler.type : sampler),
  },
  {
    id: 'active',
    title: 'Running time',
    width: 110,
    align: 'end',
    canSort: false,
    isHidden: true,
    value: ({ activeSeconds }) => activeSeconds,
    cell: ({ activeSeconds }) => formatDuration(activeSeconds),
  },
  {
    id: 'actions',
    title: 'Actions',
    hidesTitle: true,
    width: 52,
    canSort: false,
    value: () => null,
    cell: (study) => <StudyMenu study={study} />,
  },
]

function StudyName({ study }: { study: Study }) {
  const { id, name, tags, spec } = study
  const dataset = datasetName(spec)
  return (
    <div className={css.name}>
      <Link to="/studies/$id" params={{ id }} className={css.title} title={name}>
        {name}
      </Link>
      <span className={css.meta}>
        {dataset ?? 'external'}
        {tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </span>
    </div>
  )
}

export function StudyProgress({ study }: { study: Study }) {
  const text = progressText(study)
  return (
    <div className={css.progress}>
      <span>{text}</span>
      <Progress
        label={`Progress of ${study.name}`}
        value={progressOf(study)}
        isActive={study.state === 'running'}
      />
    </div>
  )
}

export function StudyBest({ study: { best, history, objective } }: { study: Study }) {
  if (best === null) return <span className="muted">–</span>
  const points = (history ?? []).map(({ trials, value }) => ({ x: trials, y: value }))
  return (
    <div className={css.best}>
      <span className={css.value}>
        <strong>{formatValue(best.value)}</strong>
        <span className={css.metric}>{objective.metric}</span>
      </span>
      <Sparkline points={points} />
    </div>
  )
}

export function rateText({ throughput, state }: Study): string {
  const rate = state === 'running' ? throughput.recent : throughput.overall
  return formatRate((rate ?? throughput.overall)?.trialsPerSecond)
}

export const leftText = ({ state, eta }: Study): string =>
  state === 'running' ? formatDuration(eta) : '–'

/** Null for an external study, which has none. */
function datasetName(spec: Study['spec']): string | null {
  return 'dataset' in spec && typeof spec.dataset === 'string' ? spec.dataset : null
}
