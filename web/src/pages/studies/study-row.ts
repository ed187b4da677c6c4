/** What a row of the list says of a study. */
import { endedTrials, type StudyProgress } from '../study/header/progress-words.ts'

interface ListedStudy {
  state: string
  phase: string
  trials: StudyProgress['trials']
  budget: { trials: number | null; seconds: number | null }
  activeSeconds: number
  progress: { trainings: { ended: number; planned: number } } | null
}

/**
 * How far a study is, from 0 to 1: by trials or by time, whichever comes first. Null where neither is limited.
 */
export function progressOf(study: ListedStudy): number | null {
  if (study.state === 'complete') return 1
  if (study.progress !== null && study.phase !== 'search') {
    const { ended, planned } = study.progress.trainings
    return planned === 0 ? null : ended / planned
  }
  const { trials, seconds } = study.budget
  const shares = [
    ...(trials ? [endedTrials(study.trials) / trials] : []),
    ...(seconds ? [study.activeSeconds / seconds] : []),
  ]
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares))
}

const phases: Record<string, string> = { finalists: 'finalists', refit: 'refit' }

/** `12 / 50 trials`, or what the study does after its search. */
export function progressText(study: ListedStudy): string {
  const phase = study.state === 'running' ? phases[study.phase] : undefined
  if (phase !== undefined && study.progress !== null) {
    const { ended, planned } = study.progress.trainings
    return `${phase} ${ended} / ${planned}`
  }
  const ended = endedTrials(study.trials)
  const { trials } = study.budget
  if (trials !== null && study.state !== 'complete') return `${ended} / ${trials} trials`
  return `${ended} ${ended === 1 ? 'trial' : 'trials'}`
}
