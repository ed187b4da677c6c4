/** Pareto front of all objectives, and its growth over the search. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { readColumns, readParams } from '../../db/tables/trials/trial-columns.ts'
import { queryNumber } from '../../query-number.ts'
import { downSample } from '../../search/analysis/down-sample.ts'
import { type FrontHistory, frontHistory } from '../../search/analysis/front-history.ts'
import { costSign } from '../../search/compare/direction.ts'
import { crowdingDistances, type Losses } from '../../search/compare/pareto.ts'
import { Objective } from '../objectives.ts'
import { type AnalysedStudy, evenly, invalidQuery } from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { count, trialNumber, version } from './answer-fields.ts'
import { inSlices } from './in-slices.ts'
import { several, whole } from './query-fields.ts'

const ParetoAnswer = z
  .strictObject({
    version,
    objectives: z.array(Objective),
    trials: count.describe('number of complete trials; all are compared'),
    frontSize: count.describe('number of trials on the front; equal trials count once'),
    items: z
      .array(
        z.strictObject({
          number: trialNumber,
          values: z.array(z.number()),
          params: z.record(z.string(), z.unknown()),
        }),
      )
      .describe(
        'trials on the front; if it exceeds the limit, its end points and the least crowded trials',
      ),
    others: z
      .array(z.strictObject({ number: trialNumber, values: z.array(z.number()) }))
      .describe('trials spaced evenly over the search, on the front or not'),
    hypervolume: z
      .strictObject({
        reference: z.array(z.number()),
        value: z.number(),
        growth: z
          .array(z.strictObject({ number: trialNumber, value: z.number() }))
          .describe('hypervolume after each trial that was on the front when it completed'),
      })
      .nullable()
      .describe(
        'exact hypervolume; null with more than four objectives, or more than 1,000 trials on the front',
      ),
  })
  .meta({ id: 'Pareto' })
type ParetoAnswer = z.infer<typeof ParetoAnswer>

const othersShown = 1_000
const growthPoints = 200
const pointsCompared = 5_000 // maximum size of a front
const maxObjectives = 4 // for a hypervolume
const numbersShown = 4_000 // params of all shown trials together

export const pareto = defineAnalysis({
  summary: 'Get the Pareto front and its hypervolume',
  description:
    'The front of all objectives, and the hypervolume after each trial that joined it (exact, for up to four objectives and 1,000 trials on the front). `reference`, repeated per objective, sets the reference point; default: a tenth of the range beyond the worst value.',
  query: z.strictObject({
    limit: queryNumber(whole.min(1).max(200).default(100)).describe(
      'maximum number of trials on the front to return',
    ),
    reference: several(queryNumber(z.number())).describe(
      'reference point of the hypervolume, repeated for each objective; default: a tenth of the range beyond the worst value',
    ),
  }),
  answer: ParetoAnswer,
  read: (sql, study, { limit, reference = null }) => readPareto(sql, study, { limit, reference }),
})

async function readPareto(
  sql: Sql,
  study: AnalysedStudy,
  query: { limit: number; reference: number[] | null },
): Promise<ParetoAnswer> {
  const { objectives } = study
  const signs = objectives.map(({ direction }) => costSign(direction))
  const reference = query.reference?.map((value, i) => value * (signs[i] as number)) ?? null
  if (reference !== null && reference.length !== objectives.length) {
    const detail = `got ${reference.length} numbers for ${objectives.length} objectives: give one for each`
    throw invalidQuery('reference', detail)
  }
  const sources = objectives.map(({ direction }, objective) => {
    return { kind: 'loss' as const, objective, isMaximized: direction === 'maximize' }
  })
  const { numbers, columns } = await readColumns(sql, study.id, {
    sources,
    choice: { kind: 'all' },
  })
  const worst = reference ?? columns.map(beyondWorst)
  const hasVolume = objectives.length <= maxObjectives
  const { front, growth } = await inSlices(frontHistory(columns, hasVolume ? worst : null))

  const toLosses = (index: number): Losses => columns.map((column) => column[index] as number)
  const shown = leastCrowded(front, toLosses, limitFor(study, query.limit))
  const trialNumber = (index: number) => numbers[index] as number
  const params = await readParams(sql, study.id, shown.map(trialNumber))
  const trialValues = (losses: Losses) =>
    losses.map((loss, i) => unsigned(loss, signs[i] as number))
  return {
    version: study.version,
    objectives,
    trials: numbers.length,
    frontSize: front.length,
    items: shown.map((index) => ({
      number: trialNumber(index),
      values: trialValues(toLosses(index)),
      params: params.get(trialNumber(index)) ?? {},
    })),
    others: (await readOthers(sql, study, sources)).map(({ number, losses }) => {
      return { number, values: trialValues(losses) }
    }),
    hypervolume: growth && {
      reference: trialValues(worst),
      value: growth.at(-1)?.volume ?? 0,
      growth: thinned(growth).map(({ index, volume }) => {
        return { number: trialNumber(index), value: volume }
      }),
    },
  }
}

/** JSON writes −0 as 0. */
function unsigned(loss: number, sign: number): number {
  return loss === 0 ? 0 : loss * sign
}

/** Adds a tenth of the range to the worst loss, so that the ends of a front contribute to the hypervolume. */
function beyondWorst(losses: Float64Array): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const loss of losses) {
    least = Math.min(least, loss)
    most = Math.max(most, loss)
  }
  if (losses.length === 0) return 0
  return most > least ? most + (most - least) / 10 : most + 1
}

function limitFor({ space, objectives }: AnalysedStudy, limit: number): number {
  const each = space.parameters.length + objectives.length
  return Math.max(10, Math.min(limit, Math.floor(numbersShown / each)))
}

/** End points of the front, and the least crowded other points; ascending. */
function leastCrowded(
  front: readonly number[],
  toLosses: (index: number) => Losses,
  limit: number,
): number[] {
  if (front.length <= limit) return [...front]
  const stride = Math.ceil(front.length / pointsCompared)
  const compared = front.filter((_, place) => place % stride === 0)
  const room = crowdingDistances(compared.map(toLosses))
  const places = [...compared.keys()].sort((a, b) => {
    return (room[b] as number) - (room[a] as number) || a - b
  })
  const kept = places.slice(0, limit).sort((a, b) => a - b)
  return kept.map((place) => compared[place] as number)
}

type Point = NonNullable<FrontHistory['growth']>[number]

function thinned(points: Point[]): Point[] {
  const curve = { points, x: (p: Point) => p.index, series: (p: Point) => [p.volume] }
  return downSample(curve, growthPoints)
}

async function readOthers(
  sql: Sql,
  study: AnalysedStudy,
  sources: Parameters<typeof readColumns>[2]['sources'],
) {
  const choice = evenly(study, othersShown)
  const { numbers, columns } = await readColumns(sql, study.id, { sources, choice })
  return Array.from(numbers, (number, i) => ({
    number,
    losses: columns.map((column) => column[i] as number),
  }))
}
