import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type DrawnLayer,
  networkBlocks,
  optionsText,
  shapeText,
} from '../../../web/src/pages/trial/network/network-blocks.ts'

const layer = (type: string, role: DrawnLayer['role'], parameterCount = 0): DrawnLayer => ({
  ...{ pointer: '', type, role, depth: 0, options: {}, outputShape: [4] },
  ...{ parameters: [], parameterCount },
})

describe('the blocks of a network', () => {
  it('hold the layers between their ends', () => {
    const blocks = networkBlocks(
      [
        layer('flatten', 'layer'),
        layer('residual', 'open'),
        layer('dense', 'layer', 30),
        layer('residual', 'open'),
        layer('batchNorm', 'layer', 10),
        layer('residual', 'close'),
        layer('residual', 'close'),
        layer('dense', 'layer', 60),
      ],
      100,
    )
    const outline = (all: typeof blocks): unknown[] =>
      all.map((block) => (block.kind === 'skip' ? outline(block.blocks) : block.share))
    assert.deepEqual(outline(blocks), [0, [0.3, [0.1]], 0.6])
  })

  it('say their options shortly', () => {
    assert.equal(
      optionsText({
        units: 32,
        activation: 'relu',
        useBias: true,
        kernelSize: [3, 3],
        strides: [1, 1],
        name: null,
      }),
      'units 32 · relu · kernelSize 3 × 3',
    )
    assert.equal(shapeText([28, 28, 1]), '28 × 28 × 1')
  })
})
