/** How far a search has come: epochs done of epochs planned, and the seconds left. */
import { z } from 'zod'
import type { ShownStudy } from '../../db/tables/studies/read-studies.ts'

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
  'state' | 'trials' | 'epochs' | 'maxTrials' | 'maxSeconds' | 'activeSeconds' | 'isExhausted'
>

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
  const openTrials = trials.waiting + trials.running
  const known = endedTrials(trials) + openTrials
  const isOver = isExhausted || (state !== 'running' && state !== 'paused')
  const all = isOver ? known : maxTrials
  if (all === null || (known === 0 && all > 0)) return { done, planned: null }
  const perTrial = known === 0 ? 0 : (ended + open) / known
  return { done, planned: Math.round(ended + open + Math.max(0, all - known) * perTrial) }
}

/**
 * Seconds until the search ends: by its time or by its epochs at their rate so far, whichever is first. Other limits may
 * end it before.
 *
 * @returns null if it is not running, or if nothing is known
 */
export function searchSecondsLeft(study: Searched): number | null {
  const { state, activeSeconds, maxSeconds } = study
  if (state !== 'running') return null
  const { done = 0, planned = null } = searchEpochs(study) ?? {}
  const byEpochs = planned === null || done === 0 ? null : ((planned - done) / done) * activeSeconds
  const byTime = maxSeconds === null ? null : maxSeconds - activeSeconds
  const known = [byEpochs, byTime].filter((seconds) => seconds !== null)
  return known.length === 0 ? null : Math.max(0, Math.min(...known))
}

function endedTrials({ complete, pruned, failed, cancelled }: ShownStudy['trials']): number {
  return complete + pruned + failed + cancelled
}
