import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { DatasetSpec } from '../../src/data/spec.ts'

const least = { name: 'house', format: 'csv', task: 'regression', target: 'y' }

function pointersOf(spec: unknown): string[] {
  const { error } = DatasetSpec.safeParse(spec)
  return (error?.issues ?? []).map(({ path }) => path.join('/'))
}

test('fills in defaults, those of the format too', () => {
  assert.deepEqual(DatasetSpec.parse(least), {
    ...least,
    ignore: [],
    missing: [],
    categorical: [],
    datetime: [],
    keep: [],
    header: true,
    skipLines: 0,
    skipBelowHeader: 0,
    skipLastLines: 0,
    encoding: 'utf-8',
    dropMissingTarget: false,
    decimal: '.',
    thousands: 'none',
    units: [],
    accounting: false,
  })
})

test('refuses what the format does not know', () => {
  assert.deepEqual(pointersOf({ ...least, header: false }), [])
  assert.equal(pointersOf({ ...least, format: 'parquet', header: false }).length, 1)
  assert.deepEqual(pointersOf({ ...least, format: 'xlsx' }), ['format'])
  assert.equal(pointersOf({ ...least, targets: 'y' }).length, 1)
})

test('refuses names that do not fit a URL, and values out of range', () => {
  for (const name of ['', 'a b', '../etc', '-x', 'a'.repeat(81), 'é']) {
    assert.deepEqual(pointersOf({ ...least, name }), ['name'], name)
  }
  assert.deepEqual(pointersOf({ ...least, testFraction: 0.6 }), ['testFraction'])
  assert.deepEqual(pointersOf({ ...least, inputShape: [] }), ['inputShape'])
  assert.deepEqual(pointersOf({ ...least, inputShape: [16, 0] }), ['inputShape/1'])
  for (const delimiter of ['', ',,', '"', '\n', 'x', '.']) {
    assert.ok(pointersOf({ ...least, delimiter }).includes('delimiter'), JSON.stringify(delimiter))
  }
})

test('is a JSON Schema with a variant for each format', () => {
  const schema = z.toJSONSchema(DatasetSpec, { io: 'input' })
  assert.deepEqual(
    schema.$defs?.DatasetSpec?.oneOf?.map((variant) => variant.properties?.format),
    [
      { type: 'string', const: 'csv' },
      { type: 'string', const: 'parquet' },
    ],
  )
})
