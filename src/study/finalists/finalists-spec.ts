/** What is asked of finalists, and the round of them that a study keeps. */
import { z } from 'zod'
import type { Calibration } from '../../engine/calibration/calibration.ts'

/** Options of `finalists` in a study, and of POST …/finalists. */
export const FinalistsSpec = z
  .strictObject({
    top: z
      .int()
      .min(1)
      .max(50)
      .default(3)
      .describe('number of the best complete trials, without repetitions, to train again'),
    seeds: z
      .int()
      .min(2)
      .max(50)
      .default(5)
      .describe('number of trainings of each, with new seeds'),
    splits: z
      .enum(['search', 'other'])
      .default('search')
      .describe(
        'rows that the trainings hold back: those of the search, or others for each seed, drawn in the same way',
      ),
    seconds: z
      .number()
      .positive()
      .max(1e9)
      .optional()
      .describe(
        'time for the finalists and the refit, after the seconds of the search; if they would take longer, fewer are trained: first fewer seeds (down to 2), then fewer trials, then only the refit; default: no limit',
      ),
    share: z
      .number()
      .min(0.05)
      .max(0.9)
      .optional()
      .describe(
        'share of `budget.seconds` that is kept for the finalists and the refit: the search ends when the trainings of its best trials, by the time that those took, need the seconds that are left, this share at most; fewer are trained as with `seconds`; default: they come after `budget.seconds`',
      ),
  })
  .meta({ id: 'Finalists' })
export type FinalistsSpec = z.infer<typeof FinalistsSpec>

/** Option `ensemble` of a study, and of POST …/finalists. */
export const EnsembleSpec = z
  .strictObject({
    size: z
      .int()
      .min(2)
      .max(50)
      .default(5)
      .describe(
        'number of steps in which members are chosen from the trainings of the finalists, one training each; one may be chosen again, for more weight',
      ),
  })
  .meta({ id: 'Ensemble' })
export type EnsembleSpec = z.infer<typeof EnsembleSpec>

export const Interval = z.array(z.number()).length(2)

/** Body of POST …/finalists. */
export const FinalistsRequest = FinalistsSpec.omit({ share: true })
  .extend({
    refit: z
      .boolean()
      .default(true)
      .describe(
        'train the winner on training and validation rows, for the median of its best epochs',
      ),
    ensemble: EnsembleSpec.optional().describe(
      'the model is a weighted mean of trainings of the finalists; default: none',
    ),
  })
  .meta({ id: 'FinalistsRequest' })

/** The newest round of a study, in its row. */
export interface FinalRound extends FinalistsSpec {
  seeds: number // 0: no finalists were asked for, only a refit of the best trial
  refit: boolean
  ensemble: EnsembleSpec | null
  chosen: { trial: number; value: number }[] // best first, with their values in the search
  until?: number // running time of the study at which the trainings of finalists are ended
  end?: number // running time of the study at which the refit has to be over
  reason?: string // why there are fewer trainings than asked for
  among: number // complete trials that they were chosen from
  from: number // number of the round's first copy
  phaseFrom: number // number of the first copy of the current phase
  phaseStartSeconds: number // running time of the study when the phase began
  /** Once the finalists are trained. */
  ranking?: (RankedFinalist & { trial: number })[] // best first
  selection?: Selection
  blend?: Blend // absent where no mean of several trainings was better than one of them
  calibration?: Calibration // of the blend or refit, see engine/calibration/; absent: it predicts no deviation
}

/** A mean of several trainings of the finalists. */
export interface Blend {
  members: {
    trial: number // of the finalist's training
    copyOf: number
    weight: number // all sum to 1
    refit?: number // number of its refit, which takes its place in the model
  }[]
  value: number // on the validation rows, by which the members were chosen
  msPerRow: number // to predict
  single: { trial: number; value: number; msPerRow: number } // the best of the trainings alone
}

/** How a trial of the search did as a finalist; nulls until the finalists are trained, or if all of its trainings failed. */
export const RankedFinalist = z.strictObject({
  rank: z.int().nullable().describe('among the finalists, by the mean'),
  mean: z.number().nullable().describe('of its values when it was trained again'),
  interval: Interval.nullable().describe(
    '95 % interval of the mean; null for fewer than two values',
  ),
  tied: z.boolean().nullable().describe('may be the best of the finalists'),
})
export type RankedFinalist = z.infer<typeof RankedFinalist>

/** How optimistic the best validation value of the search was. */
export const Selection = z
  .strictObject({
    number: z.int().describe('number of the search’s best trial'),
    among: z.int().describe('number of complete trials that it was the best of'),
    value: z.number().describe('its value in the search'),
    mean: z.number().describe('mean of its values when it was trained again'),
    interval: Interval.nullable().describe(
      '95 % interval of the mean; null for fewer than two values',
    ),
    optimism: z
      .number()
      .describe(
        'how much better the value in the search is than the mean, in the objective’s unit',
      ),
  })
  .meta({ id: 'Selection' })
export type Selection = z.infer<typeof Selection>
