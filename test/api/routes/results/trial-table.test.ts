import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { takeNumbers } from '../../../../src/db/tables/studies/change-study.ts'
import { insertTrials, type NewTrial } from '../../../../src/db/tables/trials/insert-trials.ts'
import { type Json, type TestApi, testApi } from '../../../support/api.ts'
import { createExternal } from '../../../support/external-study.ts'

let api: TestApi
let id: string
before(async () => {
  api = await testApi()
  id = await createExternal(api, { objective: undefined, objectives, space })
  await takeNumbers(api.db.pool, { studyId: id, count: trials.length, suggested: 0 })
  await insertTrials(api.db.pool, id, trials)
})
after(() => api.close())

const objectives = [
  { metric: 'gain', direction: 'maximize' },
  { metric: 'cost', direction: 'minimize' },
]

const space = {
  x: { $float: { low: 0, high: 1 } },
  kind: { $choice: [{ type: 'a' }, { type: 'b', k: { $int: { low: 1, high: 9 }, name: 'k' } }] },
  flag: { $choice: [true, false] },
  size: { $choice: [16, 8, 128] },
}

const given = { source: 'suggested' as const, spec: {}, provenance: { sampler: 'random' } }
const complete = (number: number, params: object, values: number[]): NewTrial => ({
  ...given,
  number,
  state: 'complete',
  params,
  values,
  rankValue: -values[0]!,
  step: 3,
  lastStep: number + 3,
})

const trials: NewTrial[] = [
  complete(0, { x: 0.5, kind: 'a', flag: true, size: 8 }, [10, 1]),
  complete(1, { x: 0.25, kind: 'b', k: 7, flag: false, size: 128 }, [30, 3]),
  {
    ...given,
    number: 2,
    state: 'failed',
    params: { x: 0.75, kind: 'b', k: 2, flag: true, size: 16 },
    reason: 'Diverged: the loss is not finite',
  },
  complete(3, { x: 1, kind: 'a', flag: true, size: 16 }, [20, 5]),
  {
    ...given,
    number: 4,
    state: 'pruned',
    params: { x: 0, kind: 'b', k: 2, flag: false, size: 8 },
    step: 1,
    lastStep: 1,
    reason: 'asha',
  },
  {
    ...given,
    number: 5,
    state: 'waiting',
    source: 'enqueued',
    params: { x: 0.1, kind: 'a', flag: true, size: 8 },
    provenance: {},
  },
  {
    ...complete(6, { x: 1, kind: 'a', flag: true, size: 16 }, [99, 0]),
    source: 'finalist',
    copyOf: 3,
  },
]

const read = (query: Record<string, string>) =>
  api.call('GET', `/v1/studies/${id}/table?${new URLSearchParams(query)}`)

/** Numbers of the trials that fit, in order. */
async function numbers(where: object, sort = 'number', limit = 100): Promise<number[]> {
  const found: number[] = []
  for (let after: string | null = ''; after !== null; ) {
    const { status, body } = await read({
      where: JSON.stringify(where),
      sort,
      limit: String(limit),
      ...(after === '' ? {} : { after }),
    })
    assert.equal(status, 200, JSON.stringify(body))
    found.push(...body.items.map((row: Json) => row.number))
    after = body.next
  }
  return found
}

describe('the table of trials', () => {
  it('has the ranked ones first, then the others, and no copies', async () => {
    const { body } = await read({})
    assert.deepEqual(
      body.items.map((row: Json) => row.number),
      [1, 3, 0, 2, 4, 5],
    )
    const { params, values, sampler, state, copyOf } = body.items[0]
    assert.deepEqual(
      { params, values, sampler, state, copyOf },
      {
        params: { x: 0.25, kind: 'b', k: 7, flag: false, size: 128 },
        values: [30, 3],
        sampler: 'random',
        state: 'complete',
        copyOf: null,
      },
    )
    assert.equal('spec' in body.items[0], false)
    assert.deepEqual([body.matching, body.next], [null, null])
  })

  for (const [sort, order] of [
    ['number', [0, 1, 2, 3, 4, 5]],
    ['-number', [5, 4, 3, 2, 1, 0]],
    ['-value', [1, 3, 0, 2, 4, 5]],
    ['value', [0, 3, 1, 2, 4, 5]],
    ['-values[1]', [3, 1, 0, 2, 4, 5]],
    ['lastStep', [4, 0, 1, 3, 2, 5]],
    ['params.x', [4, 5, 1, 0, 2, 3]],
    ['-params.x', [3, 2, 0, 1, 5, 4]],
    ['params.k', [2, 4, 1, 0, 3, 5]],
    ['params.size', [2, 3, 0, 4, 5, 1]], // in the order of the options: 16, 8, 128
    ['params.flag', [0, 2, 3, 5, 1, 4]],
    ['startedAt', [0, 1, 2, 3, 4, 5]],
  ] as const) {
    it(`is sorted by ${sort}, whatever the size of its pages`, async () => {
      assert.deepEqual(await numbers({}, sort), order)
      assert.deepEqual(await numbers({}, sort, 1), order)
      assert.deepEqual(await numbers({}, sort, 2), order)
    })
  }

  it('goes on by rank from a page that ends with the last ranked trial', async () => {
    assert.deepEqual(await numbers({}, 'rank', 3), [1, 3, 0, 2, 4, 5])
  })

  for (const [where, fitting] of [
    [{ state: ['pruned', 'failed'] }, [2, 4]],
    [{ source: ['enqueued'] }, [5]],
    [{ source: ['finalist'] }, [6]],
    [{ source: ['finalist', 'suggested'], state: ['complete'] }, [0, 1, 3, 6]],
    [{ value: { from: 10, to: 20 } }, [0, 3]],
    [{ values: [null, { to: 3 }] }, [0, 1]],
    [{ number: { from: 0.5, to: 3 } }, [1, 2, 3]],
    [{ lastStep: { to: 3 } }, [0, 4]],
    [{ reason: 'DIVERGED' }, [2]],
    [{ reason: '%' }, []],
    [{ params: { x: { from: 0.25, to: 0.75 } } }, [0, 1, 2]],
    [{ params: { k: { from: 1 } } }, [1, 2, 4]],
    [{ params: { kind: ['a'], flag: [true] } }, [0, 3, 5]],
    [{ params: { flag: [false] } }, [1, 4]],
    [{ params: { size: [8, 128] } }, [0, 1, 4, 5]],
    [{ params: { x: [0.25, 1] } }, [1, 3]],
  ] as const) {
    it(`has the trials that fit ${JSON.stringify(where)}`, async () => {
      assert.deepEqual(await numbers(where), fitting)
      assert.deepEqual((await numbers(where, 'rank', 1)).toSorted(), fitting)
      const { body } = await read({ where: JSON.stringify(where), count: 'true', limit: '1' })
      assert.equal(body.matching, fitting.length)
    })
  }

  for (const [query, status, pointer, detail] of [
    [{ where: '{"state":' }, 400, '/query/where', 'not JSON'],
    [{ where: '{"reason":"\\u0000"}' }, 400, '/query/where/reason', 'cannot be stored'],
    [{ where: '{"state":["done"]}' }, 400, '/query/where/state/0', ''],
    [{ where: '{"states":["complete"]}' }, 400, '/query/where/states', 'state'],
    [{ where: '{"value":{}}' }, 400, '/query/where/value', '`from`'],
    [{ where: '{"value":{"from":2,"to":1}}' }, 400, '/query/where/value', 'above'],
    [{ where: '{"params":{"y":{"from":1}}}' }, 422, '/query/where/params/y', 'flag, kind, k, size'],
    [{ where: '{"params":{"kind":{"from":1}}}' }, 422, '/query/where/params/kind', 'options'],
    [{ where: '{"params":{"kind":["c"]}}' }, 422, '/query/where/params/kind', '"a", "b"'],
    [{ where: '{"values":[null,null,{"to":1}]}' }, 422, '/query/where/values/2', '2 objectives'],
    [{ sort: 'valu' }, 422, '/query/sort', 'did you mean "value"'],
    [{ sort: '-rank' }, 422, '/query/sort', 'best first'],
    [{ sort: 'params.y' }, 422, '/query/sort', '"y"'],
    [{ sort: 'values[2]' }, 422, '/query/sort', '2 objectives'],
    [{ after: 'bm9uZQ' }, 400, '/query/after', 'cursor'],
    [{ limit: '0' }, 400, '/query/limit', ''],
  ] as const) {
    it(`answers ${status} for ${JSON.stringify(query)}`, async () => {
      const { status: found, body } = await read(query)
      assert.equal(found, status, JSON.stringify(body))
      assert.equal(body.errors[0].pointer, pointer)
      assert.ok(body.errors[0].detail.includes(detail), body.errors[0].detail)
    })
  }

  it('refuses a cursor of another order', async () => {
    const { body } = await read({ limit: '1' })
    const { status } = await read({ limit: '1', sort: 'value', after: body.next })
    assert.equal(status, 400)
  })

  it('answers 404 for a study that is not there', async () => {
    assert.equal((await api.call('GET', '/v1/studies/nowhere/table')).status, 404)
  })
})
