import { z } from 'zod'
import { StudyState } from '../../db/rows.ts'
import { queryNumber } from '../../query-number.ts'
import {
  readStudyAnswer,
  StoredSpec,
  StudyAnswer,
} from '../../study/answers/studies/study-answer.ts'
import { listStudies, StudySort } from '../../study/answers/studies/study-list.ts'
import { StudyWarning, studyWarnings } from '../../study/answers/studies/study-warnings.ts'
import { checkStudy } from '../../study/check/check-study.ts'
import { patchStudy } from '../../study/lifecycle/control.ts'
import { createStudy } from '../../study/lifecycle/create-study.ts'
import { deleteStudy, deleteStudyLater } from '../../study/lifecycle/delete-study.ts'
import { listObjectives } from '../../study/objectives.ts'
import { Plan } from '../../study/plan/plan-study.ts'
import { Budget, Note, PostedStudy, Tag, Tags } from '../../study/posted-study.ts'
import { WarmStart, withoutHistory } from '../../study/suggest/warm-start.ts'
import type { Api, ApiTools } from '../app.ts'
import { rawJson } from '../http/raw-json.ts'
import { sharedReads } from '../http/shared-reads.ts'
import { bodyUnchecked } from '../http/validation.ts'
import { bodyRefusals, Page, pagedList, refusals, StudyParams } from '../schemas/common.ts'

const tags = ['studies']

/** Older form of validation: still works, but is not documented, since an operation has one response type. */
const CreateQuery = z.strictObject({
  validateOnly: z.enum(['true', 'false']).default('false').meta({ hidden: true }),
})

/** Also how the best values improved, for small plots. */
const history = z
  .enum(['true', 'false'])
  .default('false')
  .describe('`true`: with `history`, how the best value improved')

const Text = z.string().max(200).optional()

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
        summary: 'List studies, by default newest first',
        tags,
        querystring: Page.extend({
          after: Page.shape.after.unwrap().max(4_000).optional(),
          state: StudyState.optional(),
          name: Text.describe('return only studies whose name contains this text'),
          tag: Tag.optional().describe('return only studies with this tag'),
          q: Text.describe('return only studies whose name or a tag contains this text'),
          sort: StudySort.default('createdAt').describe(
            'best: by the best value of the first objective; studies without one come last',
          ),
          order: z
            .enum(['asc', 'desc'])
            .optional()
            .describe('default: desc for createdAt, asc for the others'),
          history,
        }),
        response: { 200: Studies, ...refusals() },
      },
    },
    async ({ query }) => {
      const { limit, after = null, state = null, name = null, tag = null, q: text = null } = query
      const { sort, order = sort === 'createdAt' ? 'desc' : 'asc' } = query
      const withHistory = query.history === 'true'
      const page = { limit, after, state, name, tag, text, sort, order, withHistory }
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
        querystring: z.strictObject({ history }),
        response: { 200: StudyAnswer, ...refusals('study-not-found') },
      },
    },
    async ({ params, query }) => {
      const withHistory = query.history === 'true'
      return share(`${withHistory} ${params.id}`, () =>
        readStudyAnswer(db.pool, params.id, { withHistory }),
      )
    },
  )

  app.patch(
    '/v1/studies/:id',
    {
      schema: {
        operationId: 'patchStudy',
        summary: 'Change the name, tags, note, parallelism or budget of a study',
        description:
          'A larger budget resumes a study that had used it up. An empty change is rejected.',
        tags,
        params: StudyParams,
        body: z
          .strictObject({
            name: PostedStudy.shape.name.optional(),
            tags: Tags.optional(),
            note: Note.nullable().optional().describe('null: no note'),
            parallelism: PostedStudy.shape.parallelism,
            budget: Budget.optional(),
          })
          .superRefine((patch, context) => {
            for (const path of emptyObjects(patch)) {
              context.addIssue({
                code: 'custom',
                message: 'nothing to change: give a name, tags, note, parallelism or budget',
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
        description:
          'With `undo`, the study is paused and hidden from lists, and removed when that time is over; until then, POST /v1/studies/{id}/restore undoes it.',
        tags,
        params: StudyParams,
        querystring: z.strictObject({
          undo: queryNumber(z.number().int().min(1).max(3_600).optional()).describe(
            'seconds in which the deletion can be undone; default: none',
          ),
        }),
        response: {
          202: StudyAnswer.describe('deleted, and can be restored until `deleteAt`'),
          204: z.null().describe('deleted'),
          ...refusals('study-not-found'),
        },
      },
    },
    async ({ params, query }, reply) => {
      if (query.undo !== undefined) {
        await deleteStudyLater(db, params.id, query.undo)
        return reply.code(202).send(await readStudyAnswer(db.pool, params.id))
      }
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
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? emptyObjects(value).map((path) => [field, ...path])
      : [],
  )
}
