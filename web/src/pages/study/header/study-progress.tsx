import type { Study } from '../../../api/types.ts'
import { Badge } from '../../../ui/badge.tsx'
import { LiveMark } from '../../../ui/live-mark.tsx'
import { Progress } from '../../../ui/meter.tsx'
import { isOpen } from '../is-open.ts'
import { progressFacts, shareDone } from './progress-words.ts'
import css from './study-progress.module.css'

/** Below the name of a study: how far it is, its tags and its note. */
export function StudyProgress({ study, isLive }: { study: Study; isLive: boolean }) {
  return (
    <div className={css.progress}>
      <div className={css.facts}>
        {progressFacts(study).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {isOpen(study) && <LiveMark isLive={isLive} />}
        {study.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </div>
      {isOpen(study) && (
        <Progress
          label="Progress of the study"
          value={shareDone(study)}
          isActive={study.state === 'running'}
        />
      )}
      {study.note !== null && <p className={css.note}>{study.note}</p>}
    </div>
  )
}
