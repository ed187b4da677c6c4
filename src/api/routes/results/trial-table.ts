import { z } from 'zod'
import { type Fault, Problem } from '../../../errors.ts'
import { checkSchema, toFaults } from '../../../schema-faults.ts'
import { readTrialTable, TrialTable } from '../../../study/table/read-table.ts'
import { Where } from '../../../study/table/where.ts'
import type { Api, ApiTools } from '../../app.ts'
import { jsonFault } from '../../http/json-fault.ts'
import { rawJson } from '../../http/raw-json.ts'
import { sharedReads } from '../../http/shared-reads.ts'
import { findUnstorable } from '../../http/validation.ts'
import { Page, refusals, StudyParams } from '../../schemas/common.ts'

const Query = Page.extend({
  where: z
    .string()
    .max(20_000)
    .default('{}')
    .describe(
      'filter as JSON, such as {"state":["complete"],"value":{"from":0.9},"params":{"units":{"from":32,"to":64},"activation":["relu"]}}; all of it must hold',
    ),
  sort: z
    .string()
    .min(1)
    .max(600)
    .default('rank')
    .describe(
      'rank (best first), number, value, values[INDEX], step, lastStep, durationMs, startedAt, endedAt or params.NAME; largest first with `-` in front. Trials without the number come last',
    ),
  count: z
    .enum(['true', 'false'])
    .default('false')
    .describe('also counts the trials that fit the filter'),
})

export async function trialTableRoutes(app: Api, { db }: ApiTools): Promise<void> {
  const share = sharedReads()
  app.get(
    '/v1/studies/:id/table',
    {
      schema: {
        operationId: 'getTrialTable',
        summary: 'Get trials as rows of a table: filtered, sorted, without specifications',
        tags: ['trials'],
        params: StudyParams,
        querystring: Query,
        response: { 200: TrialTable, ...refusals('study-not-found', 'invalid-query') },
      },
    },
    async ({ params: { id }, query }) => {
      const { sort, limit, after = null } = query
      const where = parseWhere(query.where)
      const asked = { where, sort, limit, after, count: query.count === 'true' }
      const text = await share(JSON.stringify([id, asked]), () =>
        readTrialTable(db.pool, id, asked),
      )
      return rawJson<TrialTable>(text)
    },
  )
}

/** @throws Problem invalid-request, with pointers into the JSON */
function parseWhere(text: string): Where {
  const refuse = (faults: Fault[]) =>
    new Problem('invalid-request', 'The filter is not valid.', faults)
  const fault = jsonFault(text)
  if (fault !== null) {
    throw refuse([
      { pointer: '/query/where', detail: `${JSON.stringify(text)}: not JSON: ${fault.detail}` },
    ])
  }
  const where = JSON.parse(text) as unknown
  const unfit = findUnstorable(where, '/query/where')
  if (unfit.length > 0) throw refuse(unfit)
  const checked = checkSchema(Where, where)
  if ('value' in checked) return checked.value
  throw refuse(toFaults(checked.faults, '/query/where'))
}
