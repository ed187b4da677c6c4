import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Builtin, builtins } from '../../src/data/builtin.ts'
import { decodeDataset, encodeDataset } from '../../src/data/stored/encode.ts'
import { summarize } from '../../src/data/summarize.ts'

for (const [name, builtin] of Object.entries<Builtin>(builtins)) {
  describe(`built-in ${name}`, () => {
    test('loads under its name, holds rows back for the test, and survives the blob store', async () => {
      const dataset = await builtin.load()
      assert.equal(dataset.name, name)
      assert.ok(summarize(dataset).testRows > 0)
      assert.deepEqual(decodeDataset(encodeDataset(dataset)), dataset)
    })
  })
}

test('mnist has 10,000 digits of 28 × 28 greys from 0 to 1, its classes mixed', async () => {
  const { rows, inputs, target } = await builtins.mnist.load()
  assert.equal(rows, 10_000)
  assert.ok(inputs.type === 'tensor' && target.type === 'classes')
  assert.deepEqual(inputs.shape, [28, 28, 1])
  assert.equal(inputs.values.length, 10_000 * 784)
  assert.ok(inputs.values.every((grey) => grey >= 0 && grey <= 1))
  assert.equal(new Set(target.labels.subarray(0, 20)).size, 10)
  assert.equal(target.labels.filter((label) => label === 1).length, 1127) // of 1.json
})

test('iris has 50 flowers of each species, mixed, with the values that scikit-learn has', async () => {
  const { rows, inputs, target } = await builtins.iris.load()
  assert.equal(rows, 150)
  assert.ok(inputs.type === 'table' && target.type === 'classes')
  assert.deepEqual(target.classes, ['setosa', 'versicolor', 'virginica'])
  assert.equal(new Set(target.labels.subarray(0, 3)).size, 3)
  const means = inputs.columns.map(({ encoding, ...column }) => {
    assert.ok('values' in column && encoding === 'numeric')
    return column.values.reduce((sum, value) => sum + value, 0) / rows
  })
  // scikit-learn 1.5: load_iris().data.mean(axis=0)
  const expected = [5.843333, 3.057333, 3.758, 1.199333]
  assert.ok(means.every((mean, column) => Math.abs(mean - expected[column]!) < 1e-6))
})
