import { useQuery } from '@tanstack/react-query'
import type { Study, Trial } from '../../../api/types.ts'
import { Card } from '../../../ui/card.tsx'
import { formatCount, formatValue } from '../../../ui/format.ts'
import { Progress } from '../../../ui/meter.tsx'
import { TrialLink } from '../../trial/trial-link.tsx'
import { MiniCurve } from '../live/mini-curve.tsx'
import type { LiveCurve } from '../live/running.ts'
import { useRunningCurves } from '../live/use-running.ts'
import css from './overview.module.css'
import { runningQuery } from './queries.ts'

/** Trials that are trained now, with what the stream tells of their epochs. */
export function RunningCard({ study }: { study: Study }) {
  const { data } = useQuery(runningQuery(study.id))
  const curves = useRunningCurves(study.id)
  const { items = [], next } = data ?? {}
  const count = study.trials.running
  return (
    <Card title="Running trials" note={note(study, count)}>
      <ul className={css.list}>
        {items.map((trial) => (
          <RunningTrial
            key={trial.number}
            study={study}
            trial={trial}
            curve={curves.get(trial.number)}
          />
        ))}
      </ul>
      {next != null && <p className="muted">and more: these are the oldest {items.length}</p>}
    </Card>
  )
}

function note({ state, trials, dataset }: Study, count: number): string {
  const waiting = trials.waiting > 0 ? `, ${formatCount(trials.waiting)} waiting` : ''
  if (count > 0) return `${formatCount(count)} at once${waiting}`
  if (state === 'paused') return 'none: the study is paused'
  if (state !== 'running') return 'none: the study has ended'
  if (dataset === null) return `none: clients ask for trials over HTTP${waiting}`
  return `none at the moment${waiting}`
}

function RunningTrial({
  study,
  trial,
  curve,
}: {
  study: Study
  trial: Trial
  curve: LiveCurve | undefined
}) {
  const { number, copyOf } = trial
  const step = curve?.steps.at(-1) ?? trial.lastStep ?? 0
  const planned = curve?.planned ?? plannedEpochs(study, trial)
  const value = curve?.values.at(-1) ?? trial.value
  return (
    <li className={css.running}>
      <TrialLink id={study.id} number={number}>
        {copyOf === null ? `Trial ${number}` : `${number} of ${copyOf}`}
      </TrialLink>
      <span className={css.epochs}>
        {planned === null ? `epoch ${step}` : `epoch ${step} of ${planned}`}
        <Progress
          label={`Progress of trial ${number}`}
          value={planned === null ? null : step / planned}
          isActive
        />
      </span>
      {curve === undefined ? <span /> : <MiniCurve curve={curve} />}
      <span className={css.number}>{formatValue(value)}</span>
    </li>
  )
}

/** What clients train has no plan that is known here. */
function plannedEpochs({ dataset }: Study, { spec }: Trial): number | null {
  return dataset === null ? null : ((spec as { epochs?: number }).epochs ?? null)
}
