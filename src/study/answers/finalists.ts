/** Finalists of a study in API responses. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { StudyPhase } from '../../db/rows.ts'
import { readRound } from '../../db/tables/studies/final-round.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { type Copy, readCopies } from '../../db/tables/trials/copies.ts'
import { Calibration } from '../../engine/calibration/calibration.ts'
import { TrialState } from '../../search/trial.ts'
import {
  type Blend,
  FinalistsSpec,
  type FinalRound,
  Interval,
  Selection,
} from '../finalists/finalists-spec.ts'
import { finalistsOf, rankRound } from '../finalists/rank-round.ts'
import { requireStudy } from '../require.ts'
import { storedSpec } from '../study-spec.ts'

const Training = z.strictObject({
  number: z.int().describe('number of the training, which is a trial like others'),
  seed: z.int(),
  splitSeed: z
    .int()
    .nullable()
    .describe('seed of the rows that it holds back; null: the rows of the search'),
  state: TrialState,
  value: z.number().nullable().describe('best value, so far or in the end'),
  step: z.int().nullable().describe('epoch of `value`'),
  lastStep: z.int().nullable(),
  reason: z.string().nullable(),
})

const FinalistAnswer = z.strictObject({
  rank: z.int().nullable().describe('by the mean; null while no training is complete'),
  trial: z.int().describe('number of the trial of the search'),
  searchValue: z.number().describe('its value in the search'),
  mean: z.number().nullable().describe('of the complete trainings'),
  interval: Interval.nullable().describe(
    '95 % interval of the mean; null for fewer than two values',
  ),
  difference: z
    .strictObject({ mean: z.number(), interval: Interval })
    .nullable()
    .describe(
      'from the first, over trainings with the same seed: above 0 is better than the first; the interval allows for the first having been chosen for its mean; null for the first, and without two pairs',
    ),
  tied: z
    .boolean()
    .nullable()
    .describe(
      'may be the best: with probability 95 % at least, the truly best finalist is among the tied ones; null without a mean',
    ),
  trainings: z.array(Training),
})

const value = z
  .number()
  .describe('on the validation rows, by which the members were chosen: somewhat optimistic')
const msPerRow = z.number().describe('milliseconds of a trainer to predict a row')

const BlendAnswer = z.strictObject({
  members: z.array(
    z.strictObject({
      trial: z.int().describe('number of the training of a finalist'),
      copyOf: z.int().describe('number of the trial of the search'),
      weight: z.number().describe('all sum to 1'),
      refit: z
        .int()
        .nullable()
        .describe('number of its refit, which takes its place in the model; null without refit'),
    }),
  ),
  value,
  msPerRow,
  single: z
    .strictObject({ trial: z.int(), value, msPerRow })
    .describe('the best of the trainings alone: what the blend gains and costs'),
})

export const FinalistsAnswer = z
  .strictObject({
    phase: StudyPhase,
    top: z.int(),
    seeds: z.int(),
    splits: FinalistsSpec.shape.splits.unwrap(),
    reason: z
      .string()
      .nullable()
      .describe('why `top` and `seeds` are fewer than asked for; null: they are not'),
    selection: Selection.nullable().describe(
      'how optimistic the best value of the search was; null until the finalists are trained',
    ),
    items: z.array(FinalistAnswer).describe('best first; those without a mean come last'),
    refit: Training.nullable().describe(
      'the winner trained on all rows; with a blend, its first member',
    ),
    calibration: Calibration.nullable().describe(
      'by what the predicted deviations and intervals of the refit or blend are multiplied, learned from rows that the finalists held back; null until these are trained, and for models that predict no deviation',
    ),
    blend: BlendAnswer.nullable().describe(
      'the mean that the model is; null without `ensemble`, until the finalists are trained, and where no mean is better than one training',
    ),
  })
  .meta({ id: 'FinalistsAnswer' })
export type FinalistsAnswer = z.infer<typeof FinalistsAnswer>

/** @throws Problem study-not-found */
export async function readFinalists(sql: Sql, studyId: string): Promise<FinalistsAnswer> {
  const study = requireStudy(await readStudy(sql, studyId), studyId)
  const round = (await readRound(sql, studyId)) as FinalRound | null
  if (round === null) return { phase: study.phase, ...noRound }
  const copies = await readCopies(sql, studyId, round.from)
  const { direction } = study
  const ranked =
    round.seeds > 0 ? rankRound(round, copies, { spec: storedSpec(study), direction }) : []
  const all = round.seeds > 0 ? finalistsOf(round, copies) : []
  const others = all.filter(({ trial }) => !ranked.some(({ one }) => one.trial === trial))
  const refit = copies.find(({ source }) => source === 'refit')
  return {
    phase: study.phase,
    top: round.top,
    seeds: round.seeds,
    splits: round.splits,
    reason: round.reason ?? null,
    selection: round.selection ?? null,
    items: [
      ...ranked.map(({ one, mean, interval, difference, isTied }, index) => ({
        rank: index + 1,
        trial: one.trial,
        searchValue: one.value,
        mean,
        interval,
        difference,
        tied: isTied,
        trainings: one.copies.map(presentTraining),
      })),
      ...others.map(({ trial, value, copies }) => ({
        rank: null,
        trial,
        searchValue: value,
        mean: null,
        interval: null,
        difference: null,
        tied: null,
        trainings: copies.map(presentTraining),
      })),
    ],
    refit: refit ? presentTraining(refit) : null,
    calibration: round.calibration ?? null,
    blend: presentBlend(round.blend),
  }
}

const noRound = {
  top: 0,
  seeds: 0,
  splits: 'search' as const,
  reason: null,
  selection: null,
  items: [],
  refit: null,
  calibration: null,
  blend: null,
}

function presentTraining(copy: Copy): z.infer<typeof Training> {
  const { number, seed, splitSeed, state, value, step, lastStep, reason } = copy
  return { number, seed, splitSeed, state, value, step, lastStep, reason }
}

function presentBlend(blend: Blend | undefined): z.infer<typeof BlendAnswer> | null {
  if (!blend) return null
  const members = blend.members.map(({ refit = null, ...member }) => ({ ...member, refit }))
  return { ...blend, members }
}
