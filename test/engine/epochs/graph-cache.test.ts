import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGraphCache } from '../../../src/engine/epochs/graph-cache.ts'
import { backend, refuseLeaks } from '../backend-under-test.ts'
import { dense, runGroup } from '../run-group.ts'

refuseLeaks()

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

test('the least recently used graph is freed when there are too many', () => {
  const freed: string[] = []
  const cache = createGraphCache(2)
  const get = (key: string) =>
    cache.get(key, () => ({
      train: () => [],
      memory: null,
      execution: 'graph',
      epochsOfCall: null,
      dispose: () => void freed.push(key),
    }))
  const first = get('a')
  get('b')
  assert.equal(get('a'), first)
  get('c')
  assert.deepEqual(freed, ['b'])
  cache.dispose()
  assert.deepEqual(freed.toSorted(), ['a', 'b', 'c'])
})

test('many shapes in a row leave no graph and no tensor behind', { skip: hasNative }, async () => {
  const cache = createGraphCache(3)
  for (let units = 4; units < 12; units++) {
    const layers = [
      { type: 'dense', units, activation: 'tanh' },
      { type: 'dense', units: 'outputs' },
    ]
    await runGroup({ specs: [{ ...dense, layers }], graphs: cache })
  }
  cache.dispose()
})
