/** Formats the progress of a study: a bar for terminals, a line for logs. */
import cliProgress from 'cli-progress'
import type { Leaderboard, Study } from '../answers.ts'
import { formatDuration, formatNumber } from './format.ts'
import { showLeaderboard } from './leaderboard.ts'

const rowsShown = 5
const barsize = 28
const barOptions = {
  barCompleteString: '█'.repeat(barsize),
  barIncompleteString: '░'.repeat(barsize),
  barGlue: '',
  barsize,
}

/** Progress bar, status and the best trials so far; drawn over the previous frame. */
export function showFrame(
  study: Study,
  leaderboard: Leaderboard | null,
  { width }: { width: number },
): string {
  const progress = budgetShare(study)
  const bar = cliProgress.Format.BarFormat(progress ?? 0, barOptions)
  const share = progress === null ? '' : `${Math.floor(progress * 100)} %`
  // a wrapped line would count as two, and the next frame would start too low
  const line = `${bar} ${share.padStart(5)}  ${formatStatus(study)}`.slice(0, width - 1)
  const items = leaderboard?.items.slice(0, rowsShown) ?? []
  if (items.length === 0) return line
  return `${line}\n${showLeaderboard(items, { objective: study.objective, width })}`
}

/** Status of a study in one line. */
export function formatStatus(study: Study): string {
  const { trials, best, budget } = study
  const ended = countEnded(study)
  const parts = [
    budget.trials === null ? `${ended} trials` : `${ended}/${budget.trials} trials`,
    `${trials.running} running`,
    ...(['pruned', 'failed'] as const)
      .filter((state) => trials[state] > 0)
      .map((state) => `${trials[state]} ${state}`),
    ...(best === null ? [] : [`best ${formatNumber(best.value)} (trial ${best.number})`]),
    formatDuration(study.activeSeconds * 1_000),
  ]
  return parts.join(', ')
}

/** Share of the budget that is used, by the limit that is closest; null without a budget. */
export function budgetShare(study: Study): number | null {
  if (study.state === 'complete') return 1
  const { trials, seconds } = study.budget
  const shares = [
    ...(trials === null ? [] : [countEnded(study) / trials]),
    ...(seconds === null ? [] : [study.activeSeconds / seconds]),
  ]
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares))
}

function countEnded({ trials }: Study): number {
  return trials.complete + trials.pruned + trials.failed + trials.cancelled
}
