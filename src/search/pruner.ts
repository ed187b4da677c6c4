/** What a pruner is: a function from a trial's reports and those of its peers to a verdict. */
import { z } from 'zod'
import type { Direction } from './compare/direction.ts'
import type { Trial } from './trial.ts'

export interface PruneContext {
  trial: Trial // its reports include the one at `step`
  step: number // of the report that was just made, from 1
  lastStep: number | null // after which the trial ends by itself; null: unknown
  peers: readonly Trial[] // the study's other trials, running ones included
  direction: Direction // of the reported values
  directions?: readonly Direction[] // of several objectives: `vectors` of the trials hold their reports
}

/** Against what a trial lost: goes into the trial as it is. */
export interface PruneReason {
  pruner: string
  step: number
  value: number // the trial's own
  threshold: number // that it had to reach
  comparedWith: readonly number[] // numbers of the peers
  [detail: string]: string | number | boolean | null | readonly number[]
}

/** Options arrive as they were posted, without `type`. */
export interface Pruner {
  summary: string
  endsWhen: string // what a trial has done that is stopped
  source: string | null // the publications
  /** What its reasons have beside what every one has: key → meaning. */
  details: Readonly<Record<string, string>>
  options: z.ZodObject
  usesPeers: boolean // false: `peers` may be empty
  stops: boolean // false: every trial runs to its end, and nobody need ask
  maxObjectives: number
  /** Steps before the last after which a verdict is worth waiting for, ascending: what is trained meanwhile may be in vain. */
  decidesAt(lastStep: number, options: unknown): number[]
  shouldPrune(context: PruneContext, options: unknown): PruneReason | false
}

/** An option of every pruner that stops trials. */
const audit = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe('share of the trials that go on where they should stop, to measure what stopping costs')

const parts = 10

/** No more than a tenth of a trial is trained in vain, and it waits nine times. */
function tenths(lastStep: number): number[] {
  const steps = Array.from({ length: parts - 1 }, (_, i) => Math.ceil(((i + 1) * lastStep) / parts))
  return [...new Set(steps)]
}

/** Options are parsed here. A trial at its last step goes on: there is nothing left to save. */
export function definePruner<S extends z.ZodRawShape>(pruner: {
  summary: string
  endsWhen: string
  source: string | null
  details?: Readonly<Record<string, string>> // none unless given
  options: z.ZodObject<S>
  usesPeers: boolean
  stops?: boolean // true unless given
  maxObjectives?: number // 1 unless given
  decidesAt?(lastStep: number, options: z.infer<z.ZodObject<S>>): number[] // each tenth unless given
  shouldPrune(context: PruneContext, options: z.infer<z.ZodObject<S>>): PruneReason | false
}): Pruner {
  const { shouldPrune, decidesAt = tenths, stops = true } = pruner
  const options = stops ? pruner.options.extend({ audit }) : pruner.options
  return {
    stops: true,
    maxObjectives: 1,
    details: {},
    ...pruner,
    options: options as unknown as z.ZodObject,
    decidesAt(lastStep, raw) {
      if (!stops) return []
      const parsed = options.parse(raw) as z.infer<z.ZodObject<S>>
      return decidesAt(lastStep, parsed).filter((step) => step < lastStep)
    },
    shouldPrune(context, raw) {
      const { step, lastStep } = context
      const parsed = options.parse(raw) as z.infer<z.ZodObject<S>>
      if (lastStep !== null && step >= lastStep) return false
      return shouldPrune(context, parsed)
    },
  }
}
