/** Mixup mixes what samples mean: the vectors of their levels, and rows of the batch that count. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import type { PreparedData, Split } from '../../src/data/prepare/prepare.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { planBatches } from '../../src/engine/group/plan.ts'
import { initialWeights } from '../../src/engine/network/initial-weights.ts'
import { decodeModel } from '../../src/engine/network/model.ts'
import { buildNetwork } from '../../src/engine/network/network.ts'
import { checked } from '../../src/engine/spec.ts'
import { backend, refuseLeaks } from '../engine/backend-under-test.ts'
import { graphs, runGroup } from '../engine/run-group.ts'
import { table } from '../engine/test-data.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

/** A column of ten levels, of which these occur, beside numbers. */
function coded(occurring: number[], numbers: number): PreparedData {
  const width = 10 + numbers
  const split = (rows: number): Split => {
    const x = new Float32Array(rows * width)
    const y = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      x[row * width + occurring[row % occurring.length]!] = 1
      for (let at = 10; at < width; at++) x[row * width + at] = Math.sin(row + at)
      y[row] = row % occurring.length === 0 ? 1 : 0
    }
    return { x, y, rows }
  }
  return {
    ...table(1, 1),
    inputShape: [width],
    categorical: [{ offset: 0, width: 10 }],
    train: split(30),
    validation: split(10),
  }
}

const spec = {
  layers: [
    { type: 'embedding', units: 3 },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'sgd', learningRate: 0.5 },
  mixup: { alpha: 1 },
  batchSize: 8,
  epochs: 4,
}

for (const execution of ['graph', 'eager'] as const) {
  describe(execution, { skip: execution === 'graph' && hasNative }, () => {
    for (const [occurring, numbers] of [
      [[4, 9], 0],
      [[0, 7], 2],
      [[1, 3, 8], 1],
    ] as const) {
      test(`levels ${occurring} beside ${numbers} numbers: no other level's vector moves`, async () => {
        const data = coded([...occurring], numbers)
        const specs = [spec, { ...spec, mixup: { alpha: 0.2 } }]
        const { results } = await runGroup({ specs, data, execution })
        for (const [lane, result] of results.entries()) {
          assert.equal(result.state, 'complete')
          const [kernel] = decodeModel(result.model).weights
          const { weights } = initialWeights(buildNetwork(checked(spec), data), 11 + lane)
          for (let level = 0; level < 10; level++) {
            const now = kernel!.values.slice(3 * level, 3 * level + 3)
            const isSame = now.every((value, at) => value === weights[3 * level + at])
            assert.equal(isSame, !occurring.includes(level as never), `level ${level}`)
          }
        }
      })
    }

    test('a network that is an embedding alone is mixed after it', async () => {
      const alone = { ...spec, layers: [{ type: 'embedding', units: 2 }] }
      const { reports } = await runGroup({ specs: [alone], data: coded([4, 9], 0), execution })
      const plain = await runGroup({
        specs: [{ ...alone, mixup: undefined }],
        data: coded([4, 9], 0),
        execution,
      })
      assert.notDeepEqual(reports, plain.reports)
    })
  })
}

test('rows that count are mixed with rows that count, whatever is left for the last batch', () => {
  const orders = createEpochOrders(1e6)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 80 }),
      (rows, batchSize) => {
        const { size, count, lastSize } = planBatches(rows, batchSize)
        const order = orders.get(1, { seed: 5, rows, length: count * size })
        const last = order.slice((count - 1) * size)
        const counted = new Set(last.slice(0, lastSize))
        for (let at = 0; at < lastSize; at++) assert.ok(counted.has(last[size - 1 - at]!))
      },
    ),
    { seed: 1 },
  )
})
