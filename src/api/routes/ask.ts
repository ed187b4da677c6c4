import { z } from 'zod'
import { ask } from '../../study/ask.ts'
import { cancelTrial } from '../../study/cancel-trial.ts'
import { completeTrial, reportTrial } from '../../study/external.ts'
import { readTrialAnswer } from '../../study/trial-answer.ts'
import type { Api, ApiTools } from '../app.ts'
import { maxInt, refusals, StudyParams, TrialParams } from '../schemas/common.ts'
import { TrialAnswer } from '../schemas/study.ts'

const tags = ['ask-and-tell']

const Suggestion = z.strictObject({
  number: z.int(),
  params: z.record(z.string(), z.unknown()),
  spec: z.unknown().describe('the space with every hole filled in'),
})

const Report = z.strictObject({
  step: z.int().min(1).max(maxInt),
  value: z.number().nullable().describe('null: not a finite number'),
})

/** Complete with its value or values, one for each objective, or ended without. */
const Told = z
  .strictObject({
    state: z.enum(['complete', 'failed', 'pruned']).default('complete'),
    value: z.number().optional().describe('of the only objective'),
    values: z.array(z.number()).min(1).max(8).optional().describe('one for each objective'),
    reason: z.string().min(1).max(1_000).optional().describe('why it failed or was pruned'),
  })
  .superRefine(({ state, value, values, reason }, { addIssue }) => {
    const fault = (field: string, message: string) =>
      addIssue({ code: 'custom', path: [field], message })
    const isComplete = state === 'complete'
    if (!isComplete && value !== undefined) fault('value', `a ${state} trial has no value`)
    if (!isComplete && values !== undefined) fault('values', `a ${state} trial has no values`)
    if (isComplete && reason !== undefined) fault('reason', 'a complete trial has no reason')
    if (isComplete && value !== undefined && values !== undefined) {
      fault('values', '`value` is given too')
    }
    if (isComplete && value === undefined && values === undefined) {
      fault('value', 'missing: a finite number is needed')
    }
  })

/** For clients that train by themselves. */
export async function askRoutes(app: Api, { db, queues, suggester }: ApiTools): Promise<void> {
  app.post(
    '/v1/studies/:id/trials/suggest',
    {
      schema: {
        operationId: 'suggestTrials',
        summary: 'Ask for trials; the same client gets its pending ones again',
        tags,
        params: StudyParams,
        body: z.strictObject({
          count: z.int().min(1).max(1_000).default(1),
          clientId: z
            .string()
            .min(1)
            .max(200)
            .describe('whoever asks again under this name gets its pending trials again'),
        }),
        response: {
          200: z.strictObject({ trials: z.array(Suggestion) }),
          ...refusals('study-not-found', 'wrong-state'),
        },
      },
    },
    async ({ params, body }) => {
      const trials = await ask(db, suggester, params.id, body)
      return { trials: trials as z.infer<typeof Suggestion>[] }
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
        body: Report,
        response: {
          200: z.strictObject({ shouldPrune: z.boolean() }),
          ...refusals('study-not-found', 'trial-not-found', 'wrong-state'),
        },
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
        response: {
          200: TrialAnswer,
          ...refusals('study-not-found', 'trial-not-found', 'wrong-state', 'invalid-trial'),
        },
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
        response: {
          200: TrialAnswer,
          ...refusals('study-not-found', 'trial-not-found', 'wrong-state'),
        },
      },
    },
    async ({ params: { id, number } }) => {
      await cancelTrial(db, queues, id, number)
      return readTrialAnswer(db, id, number)
    },
  )
}

function endOf({ state, value, values, reason = 'told by the client' }: z.infer<typeof Told>) {
  return state === 'complete'
    ? { state, values: values ?? (value === undefined ? [] : [value]) }
    : { state, reason }
}
