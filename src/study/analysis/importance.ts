/** Importance of each parameter. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { queryNumber } from '../../query-number.ts'
import { fanova, fanovaDefaults } from '../../search/analysis/fanova.ts'
import { pedAnova } from '../../search/analysis/ped-anova.ts'
import {
  type AnalysedStudy,
  evenly,
  objectiveAt,
  readTable,
  type TrialTable,
} from './analysed-study.ts'
import { defineAnalysis } from './analysis.ts'
import { completeTrials, count, JudgedBy, version } from './answer-fields.ts'
import { inSlices } from './in-slices.ts'
import { objective } from './query-fields.ts'

const Method = z.enum(['pedAnova', 'fanova'])
type Method = z.infer<typeof Method>

const ImportanceAnswer = z
  .strictObject({
    version,
    objective: JudgedBy,
    trials: completeTrials,
    trialsUsed: count.describe('number of trials used, spaced evenly over the search'),
    method: Method,
    items: z
      .array(
        z.strictObject({
          parameter: z.string(),
          importance: z
            .number()
            .describe('share of the total importance; 0 for every parameter if none matters'),
          score: z
            .number()
            .describe('raw score; pedAnova: a divergence; fanova: a share of the variance'),
          deviation: z
            .number()
            .nullable()
            .describe('standard deviation of the score over the trees of fanova'),
          trials: count.describe('number of trials used that have the parameter'),
        }),
      )
      .describe('parameters, most important first'),
    interactions: z
      .array(
        z.strictObject({
          parameters: z.tuple([z.string(), z.string()]),
          share: z
            .number()
            .describe('share of the variance beyond what each parameter explains alone'),
        }),
      )
      .nullable()
      .describe('interactions of pairs (fanova only), strongest first'),
  })
  .meta({ id: 'Importance' })
type ImportanceAnswer = z.infer<typeof ImportanceAnswer>

const pedAnovaTrials = 2_000
// the cost of a forest grows with trials × parameters
const fanovaTrials = 1_000
const fanovaNumbers = 20_000
const interactionsTold = 50

export const importance = defineAnalysis({
  summary: 'Get the importance of each parameter',
  description:
    'By PED-ANOVA: how differently the best tenth (`quantile`) of the trials is distributed. `?method=fanova`: by the variance that a forest of 32 trees explains, with interactions of pairs among the ten most important parameters.',
  query: z
    .strictObject({
      objective,
      method: Method.default('pedAnova'),
      quantile: queryNumber(z.number().gt(0).lt(1).optional()).describe(
        'pedAnova: share of the trials that count as best; default: 0.1',
      ),
    })
    .refine(({ method, quantile }) => method === 'pedAnova' || quantile === undefined, {
      message: 'not allowed with fanova',
      path: ['quantile'],
    }),
  answer: ImportanceAnswer,
  read: (sql, study, { quantile = 0.1, ...query }) =>
    readImportance(sql, study, { ...query, quantile }),
})

async function readImportance(
  sql: Sql,
  study: AnalysedStudy,
  query: { objective: number; method: Method; quantile: number },
): Promise<ImportanceAnswer> {
  const objective = objectiveAt(study, query.objective)
  const { parameters } = study.space
  const limit =
    query.method === 'pedAnova'
      ? pedAnovaTrials
      : Math.max(200, Math.min(fanovaTrials, Math.floor(fanovaNumbers / parameters.length)))
  const table = await readTable(sql, study, {
    parameters,
    objective,
    choice: evenly(study, limit),
  })
  const found =
    query.method === 'pedAnova'
      ? await byPedAnova(table, query.quantile)
      : await byFanova(table, study.seed)
  const total = found.scores.reduce((sum, { score }) => sum + score, 0)
  const items = table.columns.map(({ parameter, values }, i) => {
    const { score, deviation } = found.scores[i] as Score
    return {
      parameter: parameter.name,
      importance: total > 0 ? score / total : 0,
      score,
      deviation,
      trials: values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
    }
  })
  return {
    version: study.version,
    objective,
    trials: study.trials,
    trialsUsed: table.numbers.length,
    method: query.method,
    items: items.sort((a, b) => b.score - a.score),
    interactions: found.interactions,
  }
}

interface Score {
  score: number
  deviation: number | null
}

interface Found {
  scores: Score[]
  interactions: ImportanceAnswer['interactions']
}

async function byPedAnova({ columns, losses }: TrialTable, quantile: number): Promise<Found> {
  const scores = await inSlices(pedAnova(columns, losses, { target: quantile, region: 1 }))
  return { scores: scores.map((score) => ({ score, deviation: null })), interactions: null }
}

async function byFanova({ columns, losses }: TrialTable, seed: number): Promise<Found> {
  const found = await inSlices(fanova(columns, losses, { ...fanovaDefaults, seed }))
  const parameterName = (column: number) => columns[column]?.parameter.name ?? ''
  return {
    scores: found.importances.map(({ mean, deviation }) => ({ score: mean, deviation })),
    interactions: found.interactions.slice(0, interactionsTold).map(({ one, other, share }) => ({
      parameters: [parameterName(one), parameterName(other)],
      share,
    })),
  }
}
