import { z } from 'zod'
import { checkStudy } from '../../study/check-study.ts'
import { deleteStudy, patchStudy } from '../../study/control.ts'
import { createStudy } from '../../study/create-study.ts'
import { listStudies, readStudyAnswer } from '../../study/study-answer.ts'
import { Budget } from '../../study/study-spec.ts'
import type { Api, ApiTools } from '../app.ts'
import { listOf, Page, problems, StudyParams } from '../schemas/common.ts'
import { StudyAnswer, StudyBody } from '../schemas/study.ts'

const tags = ['studies']

export async function studyRoutes(app: Api, { db, queues }: ApiTools): Promise<void> {
  app.post(
    '/v1/studies',
    {
      schema: {
        operationId: 'createStudy',
        summary: 'Post a search',
        tags,
        headers: z.object({ 'idempotency-key': z.string().min(1).max(200).optional() }),
        querystring: z.object({ validateOnly: z.stringbool().default(false) }),
        body: StudyBody,
        response: {
          200: z.union([StudyAnswer, z.object({ valid: z.literal(true), spec: z.unknown() })]),
          201: StudyAnswer,
          ...problems,
        },
      },
    },
    async (request, reply) => {
      if (request.query.validateOnly) {
        const { spec } = await checkStudy(db, request.body)
        return reply.code(200).send({ valid: true as const, spec })
      }
      const idempotencyKey = request.headers['idempotency-key'] ?? null
      const { id, isNew } = await createStudy(db, queues, request.body, { idempotencyKey })
      return reply
        .code(isNew ? 201 : 200)
        .header('location', `/v1/studies/${id}`)
        .send(await readStudyAnswer(db.pool, id))
    },
  )

  app.get(
    '/v1/studies',
    {
      schema: {
        operationId: 'listStudies',
        summary: 'Studies, newest first',
        tags,
        querystring: Page.extend({
          state: z.enum(['running', 'paused', 'complete', 'failed', 'cancelled']).optional(),
          name: z.string().max(200).optional().describe('part of the name'),
        }),
        response: { 200: listOf(StudyAnswer), ...problems },
      },
    },
    async ({ query }) => {
      const { limit, after = null, state = null, name = null } = query
      return listStudies(db, { limit, after, state, name })
    },
  )

  app.get(
    '/v1/studies/:id',
    {
      schema: {
        operationId: 'getStudy',
        summary: 'One study, its counts and its best trial',
        tags,
        params: StudyParams,
        response: { 200: StudyAnswer, ...problems },
      },
    },
    async ({ params }) => readStudyAnswer(db.pool, params.id),
  )

  app.patch(
    '/v1/studies/:id',
    {
      schema: {
        operationId: 'patchStudy',
        summary: 'Change name, parallelism or budget; a larger budget lets an ended study go on',
        tags,
        params: StudyParams,
        body: z.strictObject({
          name: z.string().trim().min(1).max(200).optional(),
          parallelism: z.int().min(1).max(10_000).optional(),
          budget: Budget.optional(),
        }),
        response: { 200: StudyAnswer, ...problems },
      },
    },
    async ({ params, body }) => {
      await patchStudy(db, queues, params.id, body)
      return readStudyAnswer(db.pool, params.id)
    },
  )

  app.delete(
    '/v1/studies/:id',
    {
      schema: {
        operationId: 'deleteStudy',
        summary: 'Delete a study with its trials, metrics and models',
        tags,
        params: StudyParams,
        response: { 204: z.null(), ...problems },
      },
    },
    async ({ params }, reply) => {
      await deleteStudy(db, params.id)
      return reply.code(204).send(null)
    },
  )
}
