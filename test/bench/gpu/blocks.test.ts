import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksOf } from '../../../bench/gpu/blocks.ts'

const all = { settings: null, lanes: null, kinds: null }

test('a contender is measured only with the lanes and the networks that it has', () => {
  const has = (setting: string, lanes: number, kind: string) =>
    blocksOf({ ...all, settings: [setting], lanes: [lanes] }).some(({ kinds }) =>
      kinds.some(({ name }) => name === kind),
    )
  assert.ok(has('mlp-100', 1, 'JAX'))
  assert.ok(!has('mlp-100', 16, 'JAX'))
  assert.ok(has('mlp-100', 16, 'JAX, lanes side by side'))
  assert.ok(!has('conv-128', 8, 'JAX, lanes side by side'))
})

test('slow starters come after everything else, beside one to compare with', () => {
  const blocks = blocksOf(all)
  const firstExtra = blocks.findIndex(({ kinds }) => kinds.some(({ isExtra }) => isExtra))
  assert.ok(firstExtra > 0)
  for (const { kinds } of blocks.slice(firstExtra)) {
    assert.ok(kinds.some(({ name }) => name === 'PyTorch vmap, CUDA graph'))
  }
})
