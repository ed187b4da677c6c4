import { useQuery } from '@tanstack/react-query'
import { Card } from '../../../ui/card.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatBytes, formatValue } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { metricsQuery, parametersQuery } from '../queries.ts'
import type { TrialTab } from '../trial-page.tsx'
import { Curves } from './curves.tsx'
import css from './overview.module.css'
import { ParameterTable } from './parameter-table.tsx'
import { whyEnded, whySuggested } from './story.ts'

export default function OverviewTab({ study, trial }: TrialTab) {
  const { data: metrics, error } = useQuery(
    metricsQuery(study.id, trial.number, trial.state === 'running'),
  )
  return (
    <div className={css.columns}>
      <div className={css.column}>
        {error && !metrics ? (
          <ErrorState error={error} />
        ) : metrics ? (
          <Curves points={metrics.points} best={trial.step} />
        ) : (
          <Card title="Learning curves">
            <div aria-busy="true">
              <Skeleton height={280} />
            </div>
          </Card>
        )}
      </div>
      <div className={css.column}>
        <Parameters study={study} trial={trial} />
        <Card title="Why this trial">
          <Sentences all={whySuggested(trial)} />
        </Card>
        <Card title="How it ended">
          <Sentences all={whyEnded(trial)} />
        </Card>
        <TestResult trial={trial} />
        <Resources study={study} trial={trial} />
      </div>
    </div>
  )
}

function Sentences({ all }: { all: readonly string[] }) {
  return (
    <ul className={css.sentences}>
      {all.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}

function Parameters({ study, trial }: TrialTab) {
  const { data: parameters } = useQuery(parametersQuery(study))
  const count = Object.keys(trial.params).length
  return (
    <Card title="Parameters" note={count === 0 ? 'The space leaves nothing free.' : undefined}>
      <ParameterTable params={trial.params} parameters={parameters ?? []} />
    </Card>
  )
}

function TestResult({ trial }: Pick<TrialTab, 'trial'>) {
  if (trial.test === null) return null
  const { rows, metrics } = trial.test
  return (
    <Card title="On the test rows" note={`${rows} rows that no search saw`}>
      <dl className={css.facts}>
        {Object.entries(metrics).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatValue(value)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

/** How the epochs of a training were executed. */
const executions = { eager: 'op by op', graph: 'as a graph', xla: 'compiled by XLA' } as const

function Resources({ study, trial }: TrialTab) {
  const spec = study.spec as { seed?: number }
  const facts: (readonly [string, string | number])[] = [
    ['Source', trial.source],
    [
      'Seed',
      trial.seed ?? (spec.seed === undefined ? '–' : `from ${spec.seed} and the trial’s number`),
    ],
    ['Attempts', trial.attempt],
    ['Device', trial.device ?? '–'],
    ['Worker', trial.worker ?? '–'],
    ...(trial.execution === null ? [] : [['Execution', executions[trial.execution]] as const]),
    ...(trial.peakBytes === null ? [] : [['Peak memory', formatBytes(trial.peakBytes)] as const]),
  ]
  return (
    <Card
      title="Resources"
      note={
        trial.peakBytes === null
          ? undefined
          : 'Peak memory is that of the trainer process while the trial’s group trained: its lanes share it.'
      }
    >
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
