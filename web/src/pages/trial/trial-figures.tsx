import { useQuery } from '@tanstack/react-query'
import type { Study, Trial } from '../../api/types.ts'
import { Card, Stat, Stats } from '../../ui/card.tsx'
import { formatCount, formatDuration, formatValue, rateWords } from '../../ui/format.ts'
import { Time } from '../../ui/time.tsx'
import { neighboursOf } from './neighbours.ts'
import { bestQuery } from './queries.ts'
import css from './trial.module.css'

/** The figures of a trial that one looks for first. */
export function TrialFigures({ study, trial }: { study: Study; trial: Trial }) {
  const { data: board } = useQuery(bestQuery(study.id))
  const { rank } = neighboursOf(board?.items ?? [], trial.number)
  const { value, step, lastStep, durationMs, startedAt, device, worker } = trial
  const seconds = durationMs === null ? null : durationMs / 1000
  const { metric, direction } = study.objective
  const isRanked = rank !== null
  return (
    <div className={css.figures}>
      <Card>
        <Stats>
          <Stat
            label={metric}
            value={formatValue(value)}
            note={`${isRanked ? `rank ${formatCount(rank)} · ` : ''}${direction}`}
          />
          <Stat
            label="Epochs"
            value={formatCount(lastStep)}
            note={step === null ? undefined : `best at ${formatCount(step)}`}
          />
          <Stat
            label="Training"
            value={formatDuration(seconds)}
            note={seconds && lastStep ? rateWords(lastStep / seconds, 'epochs') : undefined}
          />
          <Stat
            label="Device"
            value={device ?? '–'}
            note={worker === null ? undefined : <span className={css.worker}>{worker}</span>}
          />
          <Stat
            label="Started"
            value={startedAt === null ? '–' : <Time at={startedAt} isRelative />}
            note={trial.attempt > 1 ? `attempt ${trial.attempt}` : undefined}
          />
        </Stats>
      </Card>
    </div>
  )
}
