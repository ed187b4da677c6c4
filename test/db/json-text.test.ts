import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { JsonText, jsonAsText, writeJson } from '../../src/db/json-text.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(async () => {
  await database.close()
})

describe('JSON as text', () => {
  it('comes from json and jsonb columns alone', async () => {
    const { rows } = await database.db.pool.query({
      text: `SELECT '{"a": 1}'::jsonb AS binary, '[1]'::json AS plain, 1.5::float8 AS number, NULL::jsonb AS none`,
      types: jsonAsText,
    })
    assert.deepEqual(rows, [
      { binary: new JsonText('{"a": 1}'), plain: new JsonText('[1]'), number: 1.5, none: null },
    ])
  })

  it('is written as what it says, beside values of all kinds', () => {
    const object = { 'a "b"': new JsonText('{"x": [null]}'), c: 'é', d: null, e: undefined, f: [1] }
    assert.deepEqual(JSON.parse(writeJson(object)), {
      'a "b"': { x: [null] },
      c: 'é',
      d: null,
      f: [1],
    })
  })
})
