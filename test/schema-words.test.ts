import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { checkSchema } from '../src/schema-faults.ts'

const schema = z.strictObject({
  name: z.string().min(1).max(5).optional(),
  count: z.int().min(1).max(9).optional(),
  rate: z.number().gt(0).lt(1).optional(),
  on: z.boolean().optional(),
  list: z.array(z.int()).min(1).max(2).optional(),
  map: z.record(z.string(), z.unknown()).optional(),
})

const cases: [object, string, string][] = [
  [{ name: 5 }, 'name', 'takes a string, not 5'],
  [{ name: '' }, 'name', 'takes at least 1 character'],
  [{ name: 'abcdef' }, 'name', 'takes at most 5 characters'],
  [{ name: [] }, 'name', 'takes a string, not an array'],
  [{ count: 1.5 }, 'count', 'takes a whole number, not 1.5'],
  [{ count: '6' }, 'count', 'takes a number, not "6"'],
  [{ count: 0 }, 'count', 'takes at least 1, not 0'],
  [{ count: 10 }, 'count', 'takes at most 9, not 10'],
  [{ rate: 0 }, 'rate', 'takes more than 0, not 0'],
  [{ rate: 1 }, 'rate', 'takes less than 1, not 1'],
  [{ rate: JSON.parse('1e400') }, 'rate', 'takes a number, not one beyond 1.8e308'],
  [{ on: 'yes' }, 'on', 'takes true or false, not "yes"'],
  [{ on: 'y'.repeat(99) }, 'on', 'takes true or false, not a string of 99 characters'],
  [{ list: {} }, 'list', 'takes an array, not an object'],
  [{ list: [] }, 'list', 'takes at least 1 item'],
  [{ list: [1, 2, 3] }, 'list', 'takes at most 2 items'],
  [{ map: null }, 'map', 'takes an object, not null'],
]

describe('a fault of a schema', () => {
  for (const [input, field, detail] of cases) {
    it(`${JSON.stringify(input).slice(0, 40)}: ${detail}`, () => {
      assert.deepEqual(checkSchema(schema, input).faults, [{ path: [field], detail }])
    })
  }

  it('names what is missing', () => {
    const needed = z.strictObject({ name: z.string(), of: z.strictObject({}) })
    const details = checkSchema(needed, {}).faults?.map(({ detail }) => detail)
    assert.deepEqual(details, ['is missing: a string is needed', 'is missing: an object is needed'])
  })
})
