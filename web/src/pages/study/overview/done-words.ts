/** "Are we done?" in words. */
import { formatCount, formatDuration, formatValue } from '../../../ui/format.ts'
import { endedTrials, type StudyProgress } from '../header/progress-words.ts'

/** Why a study ended: the rule, and what was measured. */
export function stopWords(stopReason: string): string {
  const [rule = '', measured] = stopReason.split(/[:,] (.*)/)
  const words: Record<string, string> = {
    'budget.trials': 'Its budget of trials is used up',
    'budget.seconds': 'Its time is used up',
    'budget.target': 'A trial reached the target value',
    'budget.noImprovement': 'Nothing better was found for long enough',
    'budget.expectedImprovement': 'The next trial is not expected to be better by enough',
    exhausted: 'Every configuration of the space has been tried',
    cancelled: 'It was cancelled',
  }
  const text = words[rule] ?? rule
  return measured === undefined ? `${text}.` : `${text} (${measured}).`
}

/** What its limits leave to a study that has not ended; empty for none. */
export function budgetLeft(study: {
  trials: StudyProgress['trials']
  budget: { trials: number | null; seconds: number | null; target: number | null }
  activeSeconds: number
}): string[] {
  const { trials, budget, activeSeconds } = study
  const left: string[] = []
  if (budget.trials !== null) {
    const count = Math.max(0, budget.trials - endedTrials(trials))
    left.push(`${formatCount(count)} of ${formatCount(budget.trials)} trials are left`)
  }
  if (budget.seconds !== null) {
    const seconds = Math.max(0, budget.seconds - activeSeconds)
    left.push(`${formatDuration(seconds)} of ${formatDuration(budget.seconds)} are left`)
  }
  if (budget.target !== null) left.push(`it ends at the target ${formatValue(budget.target)}`)
  return left
}

/** How much of the best value of the search was luck. */
export function optimismWords(selection: {
  number: number
  among: number
  value: number
  mean: number
  optimism: number
}): string {
  const { number, among, value, mean, optimism } = selection
  const luck =
    optimism > 0
      ? `${formatValue(optimism, 2)} of it was the luck of being the best of ${formatCount(among)}`
      : 'being chosen as the best did not make it look better than it is'
  return `Trial ${number} had ${formatValue(value)} in the search, and ${formatValue(mean)} on average when it was trained again: ${luck}.`
}

/** How much better the next trial is expected to be, beside the value below which the search ends. */
export function expectedWords({
  threshold,
  latest,
}: {
  threshold: number
  latest: { trials: number; value: number | null } | null
}): string {
  const ends = `the search ends below ${formatValue(threshold)}`
  if (latest === null || latest.value === null) {
    return `Too few trials are complete to say how much better the next one may be; ${ends}.`
  }
  return `The next trial is expected to be better by ${formatValue(latest.value, 3)}, judged after ${trialWords(latest.trials)}; ${ends}.`
}

/** Is what a study expects of its next trial about to be computed? */
export function isExpecting(study: {
  state: string
  trials: Record<'complete' | 'pruned' | 'failed', number>
  expectedImprovement: { latest: { trials: number } | null } | null
}): boolean {
  const { state, trials, expectedImprovement } = study
  if (state !== 'running' || expectedImprovement === null || trials.complete === 0) return false
  const ended = trials.complete + trials.pruned + trials.failed
  return (expectedImprovement.latest?.trials ?? 0) < ended
}

/** How many trials have ended since the best value last improved. */
export function sinceWords(trials: number): string {
  if (trials === 0) return 'no trial has ended since'
  return trials === 1
    ? '1 trial has ended since, and was not better'
    : `${formatCount(trials)} trials have ended since, and none was better`
}

const trialWords = (count: number): string =>
  count === 1 ? '1 trial' : `${formatCount(count)} trials`
