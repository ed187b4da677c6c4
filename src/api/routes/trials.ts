import { z } from 'zod'
import { queryNumber } from '../../query-number.ts'
import { Params } from '../../search/space/params.ts'
import { ResultState } from '../../search/trial.ts'
import { Recipe, readRecipe } from '../../study/answers/recipe.ts'
import { listTrials, readTrialAnswer, TrialAnswer } from '../../study/answers/trial-answer.ts'
import { readTrialMetrics, TrialMetrics } from '../../study/answers/trial-metrics.ts'
import { enqueueTrial } from '../../study/lifecycle/enqueue.ts'
import type { Api, ApiTools } from '../app.ts'
import { rawJson } from '../http/raw-json.ts'
import { sharedReads } from '../http/shared-reads.ts'
import {
  bodyRefusals,
  maxInt,
  Page,
  pagedList,
  refusals,
  StudyParams,
  TrialParams,
} from '../schemas/common.ts'

const tags = ['trials']

const Trials = pagedList(TrialAnswer)
type Trials = z.infer<typeof Trials>

const Report = z.strictObject({
  step: z.int().min(1).max(maxInt),
  value: z.number().nullable().describe('value of the first objective; null if it is not finite'),
})

const NewTrial = z
  .strictObject({
    params: Params.optional(),
    spec: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('alternative to `params`: the space with its holes filled in, or a part of it'),
    state: ResultState.optional().describe(
      'final state of a trial that was run elsewhere; without a state and a value, the trial is queued to be run',
    ),
    value: z.number().optional(),
    values: z
      .array(z.number())
      .min(1)
      .max(8)
      .optional()
      .describe('final values, one per objective'),
    reason: z.string().min(1).max(1_000).optional().describe('why the trial failed or was pruned'),
    reports: z
      .array(Report)
      .max(10_000)
      .optional()
      .describe('learning curve of the trial, by ascending step'),
  })
  .superRefine(({ params, spec, state, value, values, reason, reports = [] }, { addIssue }) => {
    const fault = (path: (string | number)[], message: string) =>
      addIssue({ code: 'custom', path, message })
    if (params !== undefined && spec !== undefined)
      fault(['spec'], 'give either `params` or `spec`, not both')
    if (params === undefined && spec === undefined)
      fault(['params'], 'is missing: give `params` or `spec`')
    const hasValue = value !== undefined || values !== undefined
    const isEnded = state !== undefined || hasValue
    if (value !== undefined && values !== undefined)
      fault(['values'], 'give either `value` or `values`, not both')
    if (state === 'complete' && !hasValue) fault(['value'], 'is missing: give a finite number')
    if (state !== undefined && state !== 'complete') {
      if (value !== undefined) fault(['value'], `not allowed for a ${state} trial`)
      if (values !== undefined) fault(['values'], `not allowed for a ${state} trial`)
    } else if (reason !== undefined) fault(['reason'], 'allowed only for a failed or pruned trial')
    if (reports.length > 0 && !isEnded)
      fault(['reports'], 'allowed only for a trial that has ended')
    for (const [i, { step }] of reports.entries()) {
      const before = reports[i - 1]?.step ?? 0
      if (step > before || step < 1) continue
      fault(['reports', i, 'step'], `steps must ascend: step ${step} comes after step ${before}`)
      break
    }
  })

export async function trialRoutes(app: Api, { db, queues }: ApiTools): Promise<void> {
  const share = sharedReads()
  app.get(
    '/v1/studies/:id/trials',
    {
      schema: {
        operationId: 'listTrials',
        summary: 'List trials by number',
        tags,
        params: StudyParams,
        querystring: Page.extend({
          after: queryNumber(z.number().int().min(0).max(maxInt).optional()),
          state: TrialAnswer.shape.state.optional(),
          order: z.enum(['asc', 'desc']).default('asc'),
        }),
        response: { 200: Trials, ...refusals('study-not-found') },
      },
    },
    async ({ params, query }) => {
      const { limit, after = null, state = null, order } = query
      const page = { limit, after, state, order }
      const key = JSON.stringify([params.id, page])
      return rawJson<Trials>(await share(key, () => listTrials(db, params.id, page)))
    },
  )

  app.get(
    '/v1/studies/:id/trials/:number',
    {
      schema: {
        operationId: 'getTrial',
        summary: 'Get a trial',
        tags,
        params: TrialParams,
        response: { 200: TrialAnswer, ...refusals('trial-not-found') },
      },
    },
    async ({ params }) => readTrialAnswer(db, params.id, params.number),
  )

  app.get(
    '/v1/studies/:id/trials/:number/recipe',
    {
      schema: {
        operationId: 'getTrialRecipe',
        summary: 'Get everything that the training of a complete trial follows from',
        description: '`sweepd reproduce` writes it to a folder that trains the trial again.',
        tags,
        params: TrialParams,
        response: { 200: Recipe, ...refusals('study-not-found', 'trial-not-found', 'wrong-state') },
      },
    },
    async ({ params }) => readRecipe(db, params.id, params.number),
  )

  app.get(
    '/v1/studies/:id/trials/:number/metrics',
    {
      schema: {
        operationId: 'getTrialMetrics',
        summary: 'Get the learning curve of a trial',
        tags,
        params: TrialParams,
        querystring: z.strictObject({
          points: queryNumber(z.number().int().min(2).max(10_000).default(200)),
        }),
        response: {
          200: TrialMetrics,
          ...refusals('trial-not-found'),
        },
      },
    },
    async ({ params: { id, number }, query }) => readTrialMetrics(db, id, number, query.points),
  )

  app.post(
    '/v1/studies/:id/trials',
    {
      schema: {
        operationId: 'enqueueTrial',
        summary: 'Enqueue a configuration, or import a finished trial',
        tags,
        params: StudyParams,
        querystring: z.strictObject({
          extend: z
            .enum(['true', 'false'])
            .default('false')
            .describe(
              '`true`: a budget of trials that is used up is raised by one, and a study that its budget had ended runs again',
            ),
        }),
        body: NewTrial,
        response: {
          201: TrialAnswer,
          ...bodyRefusals('study-not-found', 'wrong-state', 'budget-used-up', 'invalid-trial'),
        },
      },
    },
    async ({ params: { id }, body, query }, reply) => {
      const { params, spec = {}, state, value, values = value === undefined ? [] : [value] } = body
      const { reason = 'imported', reports = [] } = body
      const isEnded = state !== undefined || values.length > 0
      const result = isEnded ? { state: state ?? 'complete', values, reason, reports } : null
      const number = await enqueueTrial(db, queues, id, {
        given: params === undefined ? { spec } : { params },
        result,
        extend: query.extend === 'true',
      })
      return reply
        .code(201)
        .header('location', `/v1/studies/${id}/trials/${number}`)
        .send(await readTrialAnswer(db, id, number))
    },
  )
}
