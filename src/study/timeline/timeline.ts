/** GET /v1/studies/:id/timeline: where the time of each trainer went. */
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { readTrainedTrials } from '../../db/tables/timeline.ts'
import { Timestamp } from '../../db/timestamp.ts'
import { requireStudy } from '../require.ts'
import { groupTrials } from './group-trials.ts'
import { packTimeline, type TimelineSpan } from './pack-timeline.ts'

const count = z.int().min(0)
const seconds = z.number().describe('seconds after `from`')

const Span = z.strictObject({
  start: seconds,
  end: seconds.describe('when the last of its trials ended; of running ones, now'),
  first: z.int().describe('number of its first trial'),
  trials: count.describe('lanes of a training, or trials that follow each other'),
  busy: z.number().describe('seconds in which a training ran; less than its length after merging'),
  states: z.partialRecord(z.enum(['running', 'complete', 'pruned', 'failed', 'cancelled']), count),
  copies: count.describe('finalists and refits among its trials'),
})

export const Timeline = z
  .strictObject({
    from: Timestamp.describe('when the study was created'),
    seconds: z.number().describe('end of the newest training, after `from`'),
    rows: z.array(
      z.strictObject({
        owner: z.string().describe('id of a worker, or of a client of an external study'),
        place: z.int().describe('which of the rows of its owner, from 0'),
        trainer: z
          .int()
          .nullable()
          .describe(
            'which trainer of the worker, from 0; null for clients, for trials that were resumed, and where it is unknown: such rows are the trainings of their owner that ran at the same time',
          ),
        device: z.string().nullable(),
        busyShare: z.number().describe('share of `seconds` in which the row trained'),
        spans: z.array(Span).describe('by start; they do not overlap'),
      }),
    ),
    mergedSeconds: z
      .number()
      .describe('trainings within this time were merged into one span; 0 if none were'),
    rowsLeftOut: count,
  })
  .meta({ id: 'Timeline' })
export type Timeline = z.infer<typeof Timeline>

const maxSpans = 1_200
const maxRows = 200

/** Trials that were claimed together and trained by one trainer are one span. @throws Problem study-not-found */
export async function readTimeline(sql: Sql, id: string): Promise<Timeline> {
  const { createdAt, trials } = requireStudy(await readTrainedTrials(sql, id), id)
  // other requests between the steps: each takes its time in a study of 100,000 trials
  await setImmediate()
  const groups = groupTrials(trials)
  await setImmediate()
  const { rows, width, rowsLeftOut } = packTimeline(groups, { maxSpans, maxRows })
  const seconds = Math.max(0, ...rows.flatMap(({ spans }) => spans.map(({ end }) => end)))
  return {
    from: createdAt.toISOString(),
    seconds: round(seconds),
    rows: rows.map(({ spans, ...row }) => ({
      ...row,
      busyShare: round(busySeconds(spans) / Math.max(seconds, Number.MIN_VALUE)),
      spans: spans.map(({ start, end, first, trials, copies, busy, groups: _, ...states }) => ({
        start: round(start),
        end: round(end),
        first,
        trials,
        busy: round(busy),
        states: Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0)),
        copies,
      })),
    })),
    mergedSeconds: round(width),
    rowsLeftOut,
  }
}

const busySeconds = (spans: readonly TimelineSpan[]): number =>
  spans.reduce((sum, { busy }) => sum + busy, 0)

const round = (value: number): number => Math.round(1_000 * value) / 1_000
