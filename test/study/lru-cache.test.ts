import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLruCache } from '../../src/study/lru-cache.ts'

test('forgets what was not used for longest, by weight', () => {
  const kept = createLruCache<number>((weight) => weight, 10)
  kept.set('a', 4)
  kept.set('b', 4)
  assert.equal(kept.get('a'), 4)
  kept.set('c', 4)
  assert.deepEqual([kept.get('a'), kept.get('b'), kept.get('c')], [4, undefined, 4])
  kept.set('large', 100)
  assert.deepEqual([kept.get('a'), kept.get('c'), kept.get('large')], [undefined, undefined, 100])
  kept.delete('large')
  assert.equal(kept.get('large'), undefined)
})
