import { z } from 'zod'
import { type MetricPoint, readEpochs } from '../../db/metrics.ts'
import { Problem } from '../../errors.ts'
import { downSample } from '../../search/down-sample.ts'
import { enqueueTrial } from '../../study/enqueue.ts'
import { ParamsSpec } from '../../study/study-spec.ts'
import { listTrials, readTrialAnswer } from '../../study/trial-answer.ts'
import type { Api, ApiTools } from '../app.ts'
import { listOf, Page, problems, StudyParams, TrialParams } from '../schemas/common.ts'
import { TrialAnswer } from '../schemas/study.ts'

const tags = ['trials']
const Metrics = z.record(z.string(), z.number())

export async function trialRoutes(app: Api, { db, queues }: ApiTools): Promise<void> {
  app.get(
    '/v1/studies/:id/trials',
    {
      schema: {
        operationId: 'listTrials',
        summary: 'Trials by number',
        tags,
        params: StudyParams,
        querystring: Page.extend({
          after: z.coerce
            .number()
            .int()
            .min(0)
            .max(2 ** 31 - 1)
            .optional(),
          state: TrialAnswer.shape.state.optional(),
          order: z.enum(['asc', 'desc']).default('asc'),
        }),
        response: { 200: listOf(TrialAnswer), ...problems },
      },
    },
    async ({ params, query }) => {
      const { limit, after = null, state = null, order } = query
      return listTrials(db, params.id, { limit, after, state, order })
    },
  )

  app.get(
    '/v1/studies/:id/trials/:number',
    {
      schema: {
        operationId: 'getTrial',
        summary: 'One trial',
        tags,
        params: TrialParams,
        response: { 200: TrialAnswer, ...problems },
      },
    },
    async ({ params }) => readTrialAnswer(db, params.id, params.number),
  )

  app.get(
    '/v1/studies/:id/trials/:number/metrics',
    {
      schema: {
        operationId: 'getTrialMetrics',
        summary: 'Learning curve, at most `points` points',
        tags,
        params: TrialParams,
        querystring: z.object({ points: z.coerce.number().int().min(2).max(10_000).default(200) }),
        response: {
          200: z.object({
            number: z.int(),
            points: z.array(
              z.object({
                step: z.int(),
                value: z.number().nullable(),
                train: Metrics,
                validation: Metrics,
              }),
            ),
          }),
          ...problems,
        },
      },
    },
    async ({ params, query }) => {
      const { id, number } = params
      const epochs = await readEpochs(db.pool, id, number)
      // an empty curve may be that of no trial
      if (epochs.length === 0) await readTrialAnswer(db, id, number)
      const curve = {
        points: epochs,
        x: (epoch: MetricPoint) => epoch.step,
        series: ({ value, train, validation }: MetricPoint) => [
          value ?? Number.NaN,
          validation.loss ?? Number.NaN,
          train.loss ?? Number.NaN,
        ],
      }
      return { number, points: downSample(curve, query.points) }
    },
  )

  app.post(
    '/v1/studies/:id/trials',
    {
      schema: {
        operationId: 'enqueueTrial',
        summary: 'Try a configuration next, or import one whose result is known',
        tags,
        params: StudyParams,
        body: z.strictObject({
          params: ParamsSpec,
          value: z.number().optional().describe('of a finished trial'),
          values: z.array(z.number()).min(1).max(8).optional(),
        }),
        response: { 201: TrialAnswer, ...problems },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const { params, value, values = value === undefined ? undefined : [value] } = body
      if (value !== undefined && body.values !== undefined) {
        throw new Problem('invalid-trial', 'Give `value` or `values`.', [
          { pointer: '/values', detail: '`value` is given too' },
        ])
      }
      const trial = values === undefined ? { params } : { params, values }
      const number = await enqueueTrial(db, queues, id, trial)
      return reply
        .code(201)
        .header('location', `/v1/studies/${id}/trials/${number}`)
        .send(await readTrialAnswer(db, id, number))
    },
  )
}
