import { z } from 'zod'
import { StudyState } from '../../db/rows.ts'
import {
  listStudies,
  readStudyAnswer,
  StoredSpec,
  StudyAnswer,
} from '../../study/answers/study-answer.ts'
import { StudyWarning, studyWarnings } from '../../study/answers/study-warnings.ts'
import { checkStudy } from '../../study/check/check-study.ts'
import { deleteStudy, patchStudy } from '../../study/lifecycle/control.ts'
import { createStudy } from '../../study/lifecycle/create-study.ts'
import { listObjectives } from '../../study/objectives.ts'
import { Plan } from '../../study/plan/plan-study.ts'
import { Budget, PostedStudy } from '../../study/posted-study.ts'
import { WarmStart, withoutHistory } from '../../study/suggest/warm-start.ts'
import type { Api, ApiTools } from '../app.ts'
import { rawJson } from '../http/raw-json.ts'
import { sharedReads } from '../http/shared-reads.ts'
import { bodyUnchecked } from '../http/validation.ts'
import { bodyRefusals, Id, Page, pagedList, refusals, StudyParams } from '../schemas/common.ts'

const tags = ['studies']

/** Older form of validation: still works, but is not documented, since an operation has one response type. */
const CreateQuery = z.strictObject({
  validateOnly: z.enum(['true', 'false']).default('false').meta({ hidden: true }),
})

const Studies = pagedList(StudyAnswer)
type Studies = z.infer<typeof Studies>

const CheckedAnswer = z
  .strictObject({
    valid: z.literal(true),
    spec: StoredSpec.describe('the study with defaults filled in'),
    warmStart: WarmStart.nullable(),
    plan: Plan.nullable(),
    warnings: z.array(StudyWarning),
  })
  .meta({ id: 'CheckedStudy' })

export async function studyRoutes(app: Api, { db, queues, suggester }: ApiTools): Promise<void> {
  const share = sharedReads()
  const check = async (body: unknown): Promise<z.infer<typeof CheckedAnswer>> => {
    const checked = await checkStudy({ db, spaces: suggester.spaces }, body)
    const { spec, warmStart, plan, datasetId } = checked
    return {
      valid: true,
      spec,
      warmStart: warmStart && withoutHistory(warmStart),
      plan,
      warnings: datasetId === null ? [] : studyWarnings(spec, listObjectives(spec)),
    }
  }

  app.post(
    '/v1/studies/validate',
    {
      validatorCompiler: bodyUnchecked,
      schema: {
        operationId: 'validateStudy',
        summary: 'Validate a study without storing it',
        description:
          'Returns the study as it would be stored, or the same errors as POST /v1/studies.',
        tags,
        body: PostedStudy,
        response: {
          200: CheckedAnswer,
          ...bodyRefusals('invalid-study', 'invalid-search-space'),
        },
      },
    },
    async ({ body }) => check(body),
  )

  app.post(
    '/v1/studies',
    {
      // check-study.ts validates the space together with the rest
      validatorCompiler: bodyUnchecked,
      schema: {
        operationId: 'createStudy',
        summary: 'Create a study and start its search',
        description:
          'Repeating a request with the same Idempotency-Key and body returns 200 and the study created before.',
        tags,
        headers: z.looseObject({ 'idempotency-key': z.string().min(1).max(200).optional() }),
        querystring: CreateQuery,
        body: PostedStudy,
        response: {
          200: StudyAnswer,
          201: StudyAnswer,
          ...bodyRefusals('idempotency-key-reused', 'invalid-study', 'invalid-search-space'),
        },
      },
    },
    async (request, reply) => {
      if (request.query.validateOnly === 'true') {
        const checked = await check(request.body)
        return reply
          .code(200)
          .type('application/json; charset=utf-8')
          .serializer(JSON.stringify)
          .send(checked as never)
      }
      const idempotencyKey = request.headers['idempotency-key'] ?? null
      const { id, isNew } = await createStudy(
        { db, queues, spaces: suggester.spaces },
        request.body,
        {
          idempotencyKey,
        },
      )
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
        summary: 'List studies, newest first',
        tags,
        querystring: Page.extend({
          after: Id.optional(),
          state: StudyState.optional(),
          name: z
            .string()
            .max(200)
            .optional()
            .describe('return only studies whose name contains this text'),
        }),
        response: { 200: Studies, ...refusals() },
      },
    },
    async ({ query }) => {
      const { limit, after = null, state = null, name = null } = query
      const page = { limit, after, state, name }
      const key = JSON.stringify(page)
      return rawJson<Studies>(await share(key, () => listStudies(db.pool, page)))
    },
  )

  app.get(
    '/v1/studies/:id',
    {
      schema: {
        operationId: 'getStudy',
        summary: 'Get a study with its counts and its best trial',
        tags,
        params: StudyParams,
        response: { 200: StudyAnswer, ...refusals('study-not-found') },
      },
    },
    async ({ params }) => share(params.id, () => readStudyAnswer(db.pool, params.id)),
  )

  app.patch(
    '/v1/studies/:id',
    {
      schema: {
        operationId: 'patchStudy',
        summary: 'Change the name, parallelism or budget of a study',
        description:
          'A larger budget resumes a study that had used it up. An empty change is rejected.',
        tags,
        params: StudyParams,
        body: z
          .strictObject({
            name: PostedStudy.shape.name.optional(),
            parallelism: PostedStudy.shape.parallelism,
            budget: Budget.optional(),
          })
          .superRefine((patch, context) => {
            for (const path of emptyObjects(patch)) {
              context.addIssue({
                code: 'custom',
                message: 'nothing to change: give a name, parallelism or budget',
                path,
              })
            }
          }),
        response: {
          200: StudyAnswer,
          ...bodyRefusals('study-not-found', 'wrong-state', 'invalid-study'),
        },
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
        response: { 204: z.null().describe('deleted'), ...refusals('study-not-found') },
      },
    },
    async ({ params }, reply) => {
      await deleteStudy(db, params.id)
      return reply.code(204).send(null)
    },
  )
}

/** Is a change empty, or an object in it? */
function emptyObjects(change: object): string[][] {
  const fields = Object.entries(change)
  if (fields.length === 0) return [[]]
  return fields.flatMap(([field, value]) =>
    typeof value === 'object' && value !== null
      ? emptyObjects(value).map((path) => [field, ...path])
      : [],
  )
}
