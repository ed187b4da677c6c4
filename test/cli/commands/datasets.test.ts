import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildDatasetSpec } from '../../../src/cli/commands/datasets.ts'

test('the name comes from the file where nothing says otherwise, the format is left to the server', () => {
  const options = { task: 'regression', target: 'y' }
  const spec = buildDatasetSpec('/data/houses.csv.gz', {}, options)
  assert.deepEqual(spec, { name: 'houses', task: 'regression', target: 'y' })
  assert.deepEqual(buildDatasetSpec('a.parquet', {}, {}), { name: 'a' })
})

test('options replace members of the spec file, and only those that are given', () => {
  const base = { name: 'usps', header: false, target: 0, missing: ['?'] }
  const spec = buildDatasetSpec('zip.train.gz', base, { target: '3', ignore: ['1', 'Id'] })
  assert.deepEqual(spec, {
    name: 'usps',
    header: false,
    target: 3,
    missing: ['?'],
    ignore: [1, 'Id'],
  })
})

test('a spec that is no object is left for the server to refuse', () => {
  assert.deepEqual(buildDatasetSpec('a.csv', [1], { name: 'a' }), [1])
})
