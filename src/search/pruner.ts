/** The interface of pruners: a pruner decides from the reports of a trial and its peers whether to stop the trial. */
import { z } from 'zod'
import type { Direction } from './compare/direction.ts'
import { comparablePeers } from './early-stopping/comparable.ts'
import type { Trial } from './trial.ts'

export interface PruneContext {
  trial: Trial // its reports include the one at `step`
  step: number // of the latest report, from 1
  lastStep: number | null // the step after which the trial completes; null: unknown
  peers: readonly Trial[] // the study's other trials, including running ones
  direction: Direction // of the reported values
  directions?: readonly Direction[] // with several objectives; `vectors` of the trials then hold their reports
  /** Standard error of a value; null: unknown for this metric. Absent: the rows behind the values are unknown. */
  noise?: (value: number) => number | null
}

/** The reason why a trial was stopped; stored in the trial unchanged. */
export interface PruneReason {
  pruner: string
  step: number
  value: number // of the trial
  threshold: number // the value that the trial had to reach
  comparedWith: readonly number[] // trial numbers of the peers
  [detail: string]: string | number | boolean | null | readonly number[]
}

/** A trial that continues only because the difference is within `margin`. */
export interface Spared extends PruneReason {
  margin: number
  isSpared: true
}

export type Verdict = PruneReason | Spared | false

/** Options arrive as they were posted, without `type`. */
export interface Pruner {
  summary: string
  endsWhen: string // the condition that stops a trial, for the docs
  source: string | null // the publications
  /** Additional keys of its reasons: key → meaning. */
  details: Readonly<Record<string, string>>
  options: z.ZodObject
  usesPeers: boolean // false: `peers` may be empty
  stops: boolean // false: every trial runs to its end, so the pruner need not be called
  maxObjectives: number
  /** Steps at which a trial waits for the verdict, ascending and before the last; training on could be wasted. */
  decidesAt(lastStep: number, options: unknown): number[]
  /** Also says which trial it spares. */
  judge(context: PruneContext, options: unknown): Verdict
  shouldPrune(context: PruneContext, options: unknown): PruneReason | false
}

/** An option of every pruner that stops trials. */
const audit = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe('share of trials that continue when they should stop, to measure what stopping costs')

const parts = 10

/** Each tenth of a trial: at most a tenth is wasted, and the trial waits nine times. */
function tenths(lastStep: number): number[] {
  const steps = Array.from({ length: parts - 1 }, (_, i) => Math.ceil(((i + 1) * lastStep) / parts))
  return [...new Set(steps)]
}

/** Makes a pruner that parses its options. A trial at its last step is never stopped: there is nothing left to save. */
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
  judge(context: PruneContext, options: z.infer<z.ZodObject<S>>): Verdict
}): Pruner {
  const { decidesAt = tenths, stops = true } = pruner
  const options = stops ? pruner.options.extend({ audit }) : pruner.options
  const judge: Pruner['judge'] = (context, raw) => {
    const { trial, peers, step, lastStep } = context
    const parsed = options.parse(raw) as z.infer<z.ZodObject<S>>
    if (lastStep !== null && step >= lastStep) return false
    return pruner.judge({ ...context, peers: comparablePeers(trial, peers, step) }, parsed)
  }
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
    judge,
    shouldPrune(context, raw) {
      const verdict = judge(context, raw)
      return verdict !== false && verdict.isSpared !== true && verdict
    },
  }
}
