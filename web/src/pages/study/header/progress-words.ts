/** How far a study is, in words and as a share. */
import { formatCount, formatDuration, rateWords } from '../../../ui/format.ts'

export interface StudyProgress {
  state: string
  phase: string
  trials: Record<'waiting' | 'running' | 'complete' | 'pruned' | 'failed' | 'cancelled', number>
  epochs: { done: number; planned: number | null } | null
  progress: {
    trainings: { ended: number; planned: number }
    epochs: { done: number; planned: number }
  } | null
  budget: { trials: number | null; seconds: number | null }
  activeSeconds: number
  eta: number | null
  throughput: { recent: Rates | null; overall: Rates | null }
}

interface Rates {
  trialsPerSecond: number
  epochsPerSecond: number | null
}

export function endedTrials({
  complete,
  pruned,
  failed,
  cancelled,
}: StudyProgress['trials']): number {
  return complete + pruned + failed + cancelled
}

/** From 0 to 1; null where no end is known. */
export function shareDone(study: StudyProgress): number | null {
  const { state, phase, progress, epochs, budget, activeSeconds, trials } = study
  if (state === 'complete') return 1
  if (phase !== 'search' && progress !== null)
    return share(progress.epochs.done, progress.epochs.planned)
  const shares = [
    budget.seconds === null ? null : share(activeSeconds, budget.seconds),
    epochs?.planned != null
      ? share(epochs.done, epochs.planned)
      : budget.trials === null
        ? null
        : share(endedTrials(trials), budget.trials),
  ].filter((one) => one !== null)
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares))
}

const share = (done: number, planned: number) =>
  planned === 0 ? null : Math.min(1, done / planned)

const phases: Record<string, string> = {
  finalists: 'Training the finalists',
  refit: 'Training the winner on all rows',
}

/** What is being done, and how much of it: one short text for each fact. */
export function progressFacts(study: StudyProgress): string[] {
  const { state, phase, progress, epochs, budget, eta, throughput, trials } = study
  const facts: string[] = []
  if (phases[phase] !== undefined && progress !== null) {
    const { trainings } = progress
    facts.push(`${phases[phase]}: ${trainings.ended} of ${trainings.planned}`)
  }
  const ended = formatCount(endedTrials(trials))
  facts.push(
    budget.trials === null ? `${ended} trials` : `${ended} of ${formatCount(budget.trials)} trials`,
  )
  if (epochs !== null) {
    const planned = epochs.planned === null ? '' : ` of ${formatCount(epochs.planned)}`
    facts.push(`${formatCount(epochs.done)}${planned} epochs`)
  }
  const rate = throughput.recent ?? (state === 'running' ? null : throughput.overall)
  if (rate !== null && rate.trialsPerSecond > 0)
    facts.push(rateWords(rate.trialsPerSecond, 'trials'))
  if (state === 'running' && eta !== null) facts.push(`about ${formatDuration(eta)} left`)
  return facts
}
