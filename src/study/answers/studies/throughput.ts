/** How fast a study trains: over its whole search, and lately. */
import { z } from 'zod'
import type { PaceNote } from '../../../db/rows.ts'
import type { ShownStudy } from '../../../db/tables/studies/read-studies.ts'

const Rates = z.strictObject({
  trialsPerSecond: z.number().describe('trials that completed, were pruned or failed'),
  epochsPerSecond: z.number().nullable().describe('null for an external study'),
})

export const Throughput = z.strictObject({
  overall: Rates.nullable().describe(
    'over the running time of the search; null before a trial has ended',
  ),
  recent: Rates.extend({ seconds: z.number().describe('running time that it is taken over') })
    .nullable()
    .describe(
      'over the last 15 s or more; null if the search does not run or has run for less than a second',
    ),
})
export type Throughput = z.infer<typeof Throughput>

type Measured = Pick<
  ShownStudy,
  'state' | 'phase' | 'activeSeconds' | 'trainedTrials' | 'trainedMs'
> & { pace: [PaceNote, PaceNote]; epochs: { done: number } | null }

/** From counters, whatever the number of trials. */
export function throughput(study: Measured): Throughput {
  const { state, phase, activeSeconds, trainedTrials, trainedMs, epochs, pace } = study
  const isSearching = state === 'running' && phase === 'search'
  const seconds = isSearching ? activeSeconds : trainedMs / 1_000
  const per = (seconds: number, [, trials, done]: Readonly<PaceNote> = [0, 0, 0]) => ({
    trialsPerSecond: (trainedTrials - trials) / seconds,
    epochsPerSecond: epochs === null ? null : Math.max(0, epochs.done - done) / seconds,
  })
  const recentSeconds = activeSeconds - pace[0][0] / 1_000
  return {
    overall: trainedTrials === 0 || seconds <= 0 ? null : per(seconds),
    recent:
      isSearching && recentSeconds >= 1
        ? { ...per(recentSeconds, pace[0]), seconds: recentSeconds }
        : null,
  }
}
