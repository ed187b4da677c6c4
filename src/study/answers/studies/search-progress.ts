/** How far a search has come: epochs done of epochs planned, and the seconds left. */
import { z } from 'zod'
import type { ShownStudy } from '../../../db/tables/studies/read-studies.ts'

export const SearchEpochs = z.strictObject({
  done: z.int().describe('epochs trained so far, with those of running trials'),
  planned: z
    .int()
    .nullable()
    .describe(
      'epochs of all trials, if their number is known: an ended trial counts the epochs that it trained, one to come as many as the others on average',
    ),
})
export type SearchEpochs = z.infer<typeof SearchEpochs>

type Searched = Pick<
  ShownStudy,
  | 'state'
  | 'trials'
  | 'epochs'
  | 'maxTrials'
  | 'maxSeconds'
  | 'searchSeconds'
  | 'activeSeconds'
  | 'isExhausted'
>

/** What the phases after the search answer. */
interface Followed {
  phase: ShownStudy['phase']
  progress: {
    trainings: { planned: number }
    epochs: { done: number; planned: number }
    secondsLeft: number | null
  } | null
}

/** Null for an external study: its clients train. */
export function searchEpochs({
  state,
  trials,
  epochs,
  maxTrials,
  isExhausted,
}: Searched): SearchEpochs | null {
  if (epochs === null) return null
  const { done, ended, open } = epochs
  const known = endedTrials(trials) + openTrials(trials)
  const isOver = isExhausted || (state !== 'running' && state !== 'paused')
  const all = isOver ? known : maxTrials
  if (all === null || (known === 0 && all > 0)) return { done, planned: null }
  const perTrial = known === 0 ? 0 : (ended + open) / known
  return { done, planned: Math.round(ended + open + Math.max(0, all - known) * perTrial) }
}

/**
 * Seconds until the study ends: its search by its time or by its epochs at their rate so far, whichever is first, then
 * finalists and refit at the same rate, as far as their seconds allow. Other limits may end the search before.
 *
 * @returns null if it is not running, or if nothing is known
 */
export function secondsLeft(study: Searched & Followed): number | null {
  if (study.state !== 'running') return null
  return study.phase === 'search' ? ofSearch(study) : ofPhase(study)
}

function ofSearch(study: Searched): number | null {
  const { activeSeconds, maxSeconds, searchSeconds, trials, epochs } = study
  const end = searchSeconds ?? maxSeconds
  const { done = 0, planned = null } = searchEpochs(study) ?? {}
  const secondsPerEpoch = done === 0 ? null : activeSeconds / done
  const byEpochs =
    planned === null || secondsPerEpoch === null ? null : (planned - done) * secondsPerEpoch
  const byTime = end === null ? null : end - activeSeconds
  const known = [byEpochs, byTime].filter((seconds) => seconds !== null)
  if (known.length === 0) return null
  const left = Math.max(0, Math.min(...known))
  const after = (epochs?.finalists ?? 0) + (epochs?.refits ?? 0)
  if (epochs === null || after === 0) return left
  const isShared = searchSeconds !== null && maxSeconds !== null
  const most = isShared ? Math.max(0, maxSeconds - activeSeconds - left) : epochs.mostSeconds
  if (secondsPerEpoch === null) return most === null ? null : left + most
  const perTraining = (epochs.ended + epochs.open) / (endedTrials(trials) + openTrials(trials))
  return left + Math.min(most ?? Number.POSITIVE_INFINITY, after * perTraining * secondsPerEpoch)
}

/** Of the finalists, with the refit that follows them, or of the refit. */
function ofPhase({ phase, progress, epochs }: Followed & Pick<Searched, 'epochs'>): number | null {
  if (progress === null || progress.secondsLeft === null) return null
  const { planned, done } = progress.epochs
  const refits = phase === 'finalists' ? (epochs?.refits ?? 0) : 0
  const perTraining = planned / progress.trainings.planned
  const secondsPerEpoch = progress.secondsLeft / Math.max(1, planned - done)
  const most = Math.max(0, epochs?.mostSeconds ?? Number.POSITIVE_INFINITY)
  return Math.min(most, progress.secondsLeft + refits * perTraining * secondsPerEpoch)
}

function endedTrials({ complete, pruned, failed, cancelled }: ShownStudy['trials']): number {
  return complete + pruned + failed + cancelled
}

function openTrials({ waiting, running }: ShownStudy['trials']): number {
  return waiting + running
}
