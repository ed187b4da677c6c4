import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { Diagnosis } from '../../../engine/diagnose/diagnosis.ts'
import {
  checkTrialFormats,
  diagnoseTrial,
  FormatCheck,
  modelVersion,
} from '../../../study/answers/trial/diagnosis.ts'
import { readTrialNetwork, TrialNetwork } from '../../../study/answers/trial/network.ts'
import type { Api, ApiTools } from '../../app.ts'
import { taggedAnswers } from '../../http/tagged-answers.ts'
import { ConditionalHeaders, fullList, refusals, TrialParams } from '../../schemas/common.ts'

const tags = ['trials']
const unchanged = z.null().describe('not modified: the version in If-None-Match is current')
const withModel = ['trial-not-found', 'model-not-found', 'predictor-unavailable'] as const

/** What can be seen of a trial: its network, and what its model gets wrong. */
export async function diagnosisRoutes(app: Api, { db, predictor }: ApiTools): Promise<void> {
  const tagged = taggedAnswers()

  /** Computed once for each model. */
  async function ofModel<T extends object>(
    what: string,
    request: { params: z.infer<typeof TrialParams>; headers: z.infer<typeof ConditionalHeaders> },
    reply: FastifyReply,
    compute: (id: string, number: number) => Promise<T>,
  ): Promise<T | null> {
    const { id, number } = request.params
    const tag = await modelVersion(db, id, number)
    const ifNoneMatch = request.headers['if-none-match']
    const key = `${what} ${id} ${number}`
    return tagged({ key, tag, ifNoneMatch, reply }, () => compute(id, number))
  }

  app.get(
    '/v1/studies/:id/trials/:number/diagnosis',
    {
      schema: {
        operationId: 'diagnoseTrial',
        summary: 'Get what the model of a trial gets wrong on its validation rows',
        description:
          'Classes: confusion, the surest mistakes, reliability. Values: residuals, the worst rows, coverage of intervals. ' +
          'Each row is predicted by the network of the fold that held it back; test rows are never used. Computed once for each model.',
        tags,
        params: TrialParams,
        headers: ConditionalHeaders,
        response: {
          200: Diagnosis,
          304: unchanged,
          ...refusals('study-not-found', 'wrong-state', ...withModel),
        },
      },
    },
    (request, reply) =>
      ofModel('diagnosis', request, reply, (id, number) =>
        diagnoseTrial({ db, predictor }, id, number),
      ),
  )

  app.get(
    '/v1/studies/:id/trials/:number/formats',
    {
      schema: {
        operationId: 'checkTrialFormats',
        summary: 'List the formats that the model of a trial can be exported in',
        description: 'With the size of the file, or what cannot be exported and why.',
        tags,
        params: TrialParams,
        headers: ConditionalHeaders,
        response: {
          200: fullList(FormatCheck),
          304: unchanged,
          ...refusals('study-not-found', ...withModel),
        },
      },
    },
    (request, reply) =>
      ofModel('formats', request, reply, async (id, number) => {
        const items = await checkTrialFormats({ db, predictor }, id, number)
        return { items, next: null }
      }),
  )

  app.get(
    '/v1/studies/:id/trials/:number/network',
    {
      schema: {
        operationId: 'getTrialNetwork',
        summary: 'Get the network of a trial: its layers with shapes and parameter counts',
        tags,
        params: TrialParams,
        response: { 200: TrialNetwork, ...refusals('trial-not-found', 'wrong-state') },
      },
    },
    async ({ params: { id, number } }) => readTrialNetwork(db, id, number),
  )
}
