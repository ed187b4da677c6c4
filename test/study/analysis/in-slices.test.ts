import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inSlices } from '../../../src/study/analysis/in-slices.ts'

test('others have their turn while a long computation goes on', async () => {
  let turns = 0
  let isOver = false
  const others = () => {
    turns += 1
    if (!isOver) setImmediate(others)
  }
  setImmediate(others)
  const result = await inSlices(steps(), 2)
  isOver = true
  assert.equal(result, 'done')
  assert.ok(turns >= 5, `${turns} turns`)

  /** Twenty steps of 2 ms. */
  function* steps(): Generator<void, string> {
    for (let step = 0; step < 20; step++) {
      const until = performance.now() + 2
      while (performance.now() < until);
      yield
    }
    return 'done'
  }
})

test('what it throws is thrown', async () => {
  await assert.rejects(inSlices(failing()), /broken/)

  // biome-ignore lint/correctness/useYield: it fails before
  function* failing(): Generator<void, never> {
    throw new Error('broken')
  }
})
