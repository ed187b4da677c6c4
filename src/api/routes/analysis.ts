/** Data of plots, aggregated here: the browser never gets the raw history. */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { type AnalysedStudy, loadAnalysed } from '../../study/analysis/analysed-study.ts'
import { ContourAnswer, readContour } from '../../study/analysis/contour.ts'
import { CurvesAnswer, readStudyCurves } from '../../study/analysis/curves.ts'
import { EdfAnswer, readEdf } from '../../study/analysis/edf.ts'
import { ImportanceAnswer, readImportance } from '../../study/analysis/importance.ts'
import { ParallelAnswer, readParallel } from '../../study/analysis/parallel.ts'
import { ParetoAnswer, readPareto } from '../../study/analysis/pareto.ts'
import { readSlice, SliceAnswer } from '../../study/analysis/slice.ts'
import type { Api, ApiTools } from '../app.ts'
import { versionedAnswers } from '../http/versioned-answers.ts'
import { refusals, StudyParams } from '../schemas/common.ts'
import { queryNumber } from '../schemas/query-number.ts'

const whole = z.number().int()
const objective = queryNumber(whole.min(0).max(7).default(0)).describe('index of the objective')
const name = z.string().min(1).max(500)
/** A query that names one thing has no list. */
const several = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given) => (Array.isArray(given) || given === undefined ? given : [given]),
    z.array(item).min(1).max(100).optional(),
  )

const queries = {
  importance: z
    .strictObject({
      objective,
      method: z.enum(['pedAnova', 'fanova']).default('pedAnova'),
      quantile: queryNumber(z.number().gt(0).lt(1).optional()).describe(
        'pedAnova: share of the trials that are the best ones; default 0.1',
      ),
    })
    .refine(({ method, quantile }) => method === 'pedAnova' || quantile === undefined, {
      message: 'fanova has no quantile',
      path: ['quantile'],
    }),
  pareto: z.strictObject({
    limit: queryNumber(whole.min(1).max(200).default(100)).describe('trials of the front, at most'),
    reference: several(queryNumber(z.number())).describe(
      'of the hypervolume, repeated for each objective; default: a tenth of the range beyond the worst value',
    ),
  }),
  curves: z.strictObject({
    objective,
    top: queryNumber(whole.min(1).max(50).default(10)).describe(
      'best trials whose learning curves are wanted',
    ),
    points: queryNumber(whole.min(2).max(1_000).default(200)).describe(
      'of each learning curve, at most',
    ),
    metric: name.optional().describe('of the learning curves; default: the objective’s'),
  }),
  slice: z.strictObject({
    objective,
    parameter: several(name).describe('repeated for several; default: the 12 most important ones'),
  }),
  contour: z.strictObject({
    objective,
    x: name.describe('name of a parameter'),
    y: name.describe('name of another one'),
    cells: queryNumber(whole.min(2).max(50).default(30)).describe('along each side, at most'),
  }),
  parallel: z.strictObject({
    objective,
    parameter: several(name).describe('repeated for several; default: the 20 most important ones'),
    lines: queryNumber(whole.min(2).max(500).default(300)).describe(
      'at most: half of them the best trials',
    ),
  }),
  edf: z.strictObject({
    objective,
    points: queryNumber(whole.min(2).max(2_000).default(200)),
  }),
}

const headers = z.looseObject({ 'if-none-match': z.string().max(1_000).optional() })

/** What all of them have in common. */
const common = <T extends z.ZodType>(answer: T) => ({
  tags: ['analysis'],
  params: StudyParams,
  headers,
  response: {
    200: answer,
    304: z.null().describe('the version of If-None-Match is still the newest'),
    ...refusals('study-not-found', 'invalid-query'),
  },
})

interface Asked<Query> {
  params: { id: string }
  headers: z.infer<typeof headers>
  query: Query
}

export async function analysisRoutes(app: Api, { db }: ApiTools): Promise<void> {
  const sql = db.pool
  const answers = versionedAnswers(sql)

  function answer<Query extends object, T extends object>(
    plot: keyof typeof queries,
    { params: { id }, headers, query }: Asked<Query>,
    reply: FastifyReply,
    read: (study: AnalysedStudy) => Promise<T>,
  ): Promise<T | null> {
    const asked = { id, query: { plot, ...query }, ifNoneMatch: headers['if-none-match'], reply }
    return answers.of(asked, async () => read(await loadAnalysed(sql, id)))
  }

  app.get(
    '/v1/studies/:id/importance',
    {
      schema: {
        operationId: 'getImportance',
        summary: 'Get the importance of each parameter',
        description: 'By PED-ANOVA, or by fANOVA with the interactions of pairs.',
        querystring: queries.importance,
        ...common(ImportanceAnswer),
      },
    },
    (request, reply) =>
      answer('importance', request, reply, (study) => {
        const { quantile = 0.1, ...query } = request.query
        return readImportance(sql, study, { ...query, quantile })
      }),
  )

  app.get(
    '/v1/studies/:id/pareto',
    {
      schema: {
        operationId: 'getPareto',
        summary: 'Get the Pareto front and its hypervolume',
        querystring: queries.pareto,
        ...common(ParetoAnswer),
      },
    },
    (request, reply) =>
      answer('pareto', request, reply, (study) => {
        const { limit, reference } = request.query
        return readPareto(sql, study, { limit, reference: reference ?? null })
      }),
  )

  app.get(
    '/v1/studies/:id/curves',
    {
      schema: {
        operationId: 'getCurves',
        summary: 'Get the best value over time and the learning curves of the best trials',
        querystring: queries.curves,
        ...common(CurvesAnswer),
      },
    },
    (request, reply) =>
      answer('curves', request, reply, (study) => {
        const { metric = null, ...query } = request.query
        return readStudyCurves(sql, study, { ...query, metric })
      }),
  )

  app.get(
    '/v1/studies/:id/slice',
    {
      schema: {
        operationId: 'getSlice',
        summary: 'Get the objective along each parameter',
        querystring: queries.slice,
        ...common(SliceAnswer),
      },
    },
    (request, reply) =>
      answer('slice', request, reply, (study) => {
        const { objective, parameter } = request.query
        return readSlice(sql, study, { objective, parameters: parameter ?? null })
      }),
  )

  app.get(
    '/v1/studies/:id/contour',
    {
      schema: {
        operationId: 'getContour',
        summary: 'Get the objective over a grid of two parameters',
        querystring: queries.contour,
        ...common(ContourAnswer),
      },
    },
    (request, reply) =>
      answer('contour', request, reply, (study) => readContour(sql, study, request.query)),
  )

  app.get(
    '/v1/studies/:id/parallel',
    {
      schema: {
        operationId: 'getParallel',
        summary: 'Get trials as lines across the parameters',
        querystring: queries.parallel,
        ...common(ParallelAnswer),
      },
    },
    (request, reply) =>
      answer('parallel', request, reply, (study) => {
        const { parameter, ...query } = request.query
        return readParallel(sql, study, { ...query, parameters: parameter ?? null })
      }),
  )

  app.get(
    '/v1/studies/:id/edf',
    {
      schema: {
        operationId: 'getEdf',
        summary: 'Get the share of trials that reached each value',
        querystring: queries.edf,
        ...common(EdfAnswer),
      },
    },
    (request, reply) =>
      answer('edf', request, reply, (study) => readEdf(sql, study, request.query)),
  )
}
