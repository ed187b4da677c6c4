import { z } from 'zod'
import { ask } from '../../study/ask.ts'
import { cancelTrial, completeTrial, type ExternalEnd, reportTrial } from '../../study/external.ts'
import { readTrialAnswer } from '../../study/trial-answer.ts'
import type { Api, ApiTools } from '../app.ts'
import { problems, StudyParams, TrialParams } from '../schemas/common.ts'
import { TrialAnswer } from '../schemas/study.ts'

const tags = ['ask-and-tell']

const Told = z.union([
  z.strictObject({ value: z.number() }),
  z.strictObject({ values: z.array(z.number()).min(1).max(8) }),
  z.strictObject({
    state: z.enum(['failed', 'pruned']),
    reason: z.string().min(1).max(1_000).optional(),
  }),
])

/** For clients that train by themselves. */
export async function askRoutes(app: Api, { db, queues }: ApiTools): Promise<void> {
  app.post(
    '/v1/studies/:id/trials/suggest',
    {
      schema: {
        operationId: 'suggestTrials',
        summary: 'Ask for trials; the same client gets its pending ones again',
        tags,
        params: StudyParams,
        body: z.strictObject({
          count: z.int().min(1).max(100).default(1),
          clientId: z.string().min(1).max(100).default('client'),
        }),
        response: {
          200: z.object({
            trials: z.array(
              z.object({
                number: z.int(),
                params: z.record(z.string(), z.unknown()),
                spec: z.unknown(),
              }),
            ),
          }),
          ...problems,
        },
      },
    },
    async ({ params, body }) => {
      const trials = await ask(db, params.id, body)
      return {
        trials: trials.map((trial) => ({ ...trial, params: trial.params as object })) as never,
      }
    },
  )

  app.post(
    '/v1/studies/:id/trials/:number/report',
    {
      schema: {
        operationId: 'reportTrial',
        summary: 'Tell an intermediate value; renews the lease',
        tags,
        params: TrialParams,
        body: z.strictObject({
          step: z
            .int()
            .min(1)
            .max(2 ** 31 - 1),
          value: z.number().nullable().describe('null: not a finite number'),
        }),
        response: { 200: z.object({ shouldPrune: z.boolean() }), ...problems },
      },
    },
    async ({ params, body }) => reportTrial(db, params.id, params.number, body),
  )

  app.post(
    '/v1/studies/:id/trials/:number/complete',
    {
      schema: {
        operationId: 'completeTrial',
        summary: 'Tell how a trial ended',
        tags,
        params: TrialParams,
        body: Told,
        response: { 200: TrialAnswer, ...problems },
      },
    },
    async ({ params: { id, number }, body }) => {
      await completeTrial(db, queues, id, number, endOf(body))
      return readTrialAnswer(db, id, number)
    },
  )

  app.post(
    '/v1/studies/:id/trials/:number/cancel',
    {
      schema: {
        operationId: 'cancelTrial',
        summary: 'End one open trial without a result',
        tags,
        params: TrialParams,
        response: { 200: TrialAnswer, ...problems },
      },
    },
    async ({ params: { id, number } }) => {
      await cancelTrial(db, queues, id, number)
      return readTrialAnswer(db, id, number)
    },
  )
}

function endOf(told: z.infer<typeof Told>): ExternalEnd {
  if ('value' in told) return { state: 'complete', values: [told.value] }
  if ('values' in told) return { state: 'complete', values: told.values }
  return { state: told.state, reason: told.reason ?? 'told by the client' }
}
