import { z } from 'zod'
import { readTrialAnswer, TrialAnswer } from '../../study/answers/trial-answer.ts'
import { AskedTrial } from '../../study/external/ask.ts'
import { batchPerStudy } from '../../study/external/batch-per-study.ts'
import type { TrialResult } from '../../study/external/record-results.ts'
import { type Report as ReportOf, report, Verdict } from '../../study/external/report-values.ts'
import { type TellOrAsk, tellAndAsk } from '../../study/external/tell-and-ask.ts'
import { cancelTrial } from '../../study/lifecycle/cancel-trial.ts'
import type { Api, ApiTools } from '../app.ts'
import { End, Report } from '../schemas/ask.ts'
import { bodyRefusals, maxInt, StudyParams, TrialParams } from '../schemas/common.ts'

const tags = ['ask-and-tell']

const maxBatch = 1_000

/** Ask-and-tell for clients that train themselves. Concurrent requests about one study are processed as a batch. */
export async function askRoutes(app: Api, { db, queues, suggester }: ApiTools): Promise<void> {
  const submit = batchPerStudy((studyId, requests: readonly TellOrAsk[]) =>
    tellAndAsk({ db, suggester }, studyId, requests),
  )
  const reported = batchPerStudy((studyId, reports: readonly ReportOf[]) =>
    report(db, studyId, reports),
  )

  app.post(
    '/v1/studies/:id/trials/suggest',
    {
      schema: {
        operationId: 'suggestTrials',
        summary: 'Get trials to train',
        description: 'A client first receives the trials it already holds.',
        tags,
        params: StudyParams,
        body: z.strictObject({
          count: z.int().min(1).max(maxBatch).default(1),
          clientId: z
            .string()
            .min(1)
            .max(200)
            .describe(
              'name of the client; a repeated request with the same name returns its pending trials again',
            ),
        }),
        response: {
          200: z.strictObject({ trials: z.array(AskedTrial) }),
          ...bodyRefusals('study-not-found', 'wrong-state'),
        },
      },
    },
    async ({ params, body }) => {
      const { given } = await submit(params.id, { kind: 'ask', request: body })
      return { trials: given }
    },
  )

  app.post(
    '/v1/studies/:id/trials/:number/report',
    {
      schema: {
        operationId: 'reportTrial',
        summary: 'Report an intermediate value, and renew the lease',
        tags,
        params: TrialParams,
        body: Report,
        response: {
          200: Verdict,
          ...bodyRefusals('study-not-found', 'trial-not-found', 'wrong-state', 'invalid-trial'),
        },
      },
    },
    async ({ params: { id, number }, body: { clientId, step, value, values = [value ?? null] } }) =>
      reported(id, { number, clientId, step, values }),
  )

  app.post(
    '/v1/studies/:id/trials/:number/complete',
    {
      schema: {
        operationId: 'completeTrial',
        summary: 'Complete a trial',
        description: 'Report the final result of a trial. Idempotent.',
        tags,
        params: TrialParams,
        body: End,
        response: {
          200: TrialAnswer,
          ...bodyRefusals('study-not-found', 'trial-not-found', 'wrong-state', 'invalid-trial'),
        },
      },
    },
    async ({ params: { id, number }, body }) => {
      const results = [toTrialResult(number, body, '')]
      const { ended } = await submit(id, { kind: 'tell', results })
      return ended[0]!
    },
  )

  app.post(
    '/v1/studies/:id/trials/complete',
    {
      schema: {
        operationId: 'completeTrials',
        summary: 'Complete several trials at once',
        description: 'All or none: a single fault rejects the whole batch.',
        tags,
        params: StudyParams,
        body: z.strictObject({
          trials: z
            .array(End.safeExtend({ number: z.int().min(0).max(maxInt) }))
            .min(1)
            .max(maxBatch),
        }),
        response: {
          200: z.strictObject({ trials: z.array(TrialAnswer) }),
          ...bodyRefusals('study-not-found', 'trial-not-found', 'wrong-state', 'invalid-trial'),
        },
      },
    },
    async ({ params: { id }, body }) => {
      const results = body.trials.map((end, at) => toTrialResult(end.number, end, `/trials/${at}`))
      return { trials: (await submit(id, { kind: 'tell', results })).ended }
    },
  )

  app.post(
    '/v1/studies/:id/trials/:number/cancel',
    {
      schema: {
        operationId: 'cancelTrial',
        summary: 'Cancel an open trial',
        description: 'The trial ends without a result.',
        tags,
        params: TrialParams,
        response: {
          200: TrialAnswer,
          ...bodyRefusals('study-not-found', 'trial-not-found', 'wrong-state'),
        },
      },
    },
    async ({ params: { id, number } }) => {
      await cancelTrial({ db, queues }, id, number)
      return readTrialAnswer(db, id, number)
    },
  )
}

function toTrialResult(number: number, body: z.infer<typeof End>, pointer: string): TrialResult {
  const { clientId, state, value, values, constraints = [], reason = 'told by the client' } = body
  if (state === 'complete') {
    const all = values ?? (value === undefined ? [] : [value])
    return { number, clientId, end: { state, values: all, violations: constraints }, pointer }
  }
  // infeasible is a failure, so that samplers learn to avoid the region
  const end =
    state === 'infeasible'
      ? { state: 'failed' as const, reason: `infeasible: ${reason}` }
      : { state, reason }
  return { number, clientId, end, pointer }
}
