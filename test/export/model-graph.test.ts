import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Problem } from '../../src/errors.ts'
import { buildModelGraph } from '../../src/export/model-graph.ts'
import { backend, refuseLeaks, tf } from '../engine/backend-under-test.ts'
import { exportCases } from './cases.ts'

const skip = backend.kind === 'tensorflow' ? false : 'needs native TensorFlow'

describe('buildModelGraph', { skip }, () => {
  refuseLeaks()

  it('names the layer, or the loss, that a runtime cannot run', async () => {
    const cases = await exportCases()
    const refused = async (name: string, lacking: string) => {
      const { members } = cases.find((one) => one.name === name)!
      const target = {
        kind: 'columns' as const,
        runtime: 'Toy',
        supports: (op: string) => op !== lacking,
      }
      const error = await buildModelGraph(tf, members, target).then(
        () => null,
        (thrown) => thrown,
      )
      assert.ok(error instanceof Problem)
      assert.equal(error.type, 'cannot-be-exported')
      return error.faults
    }
    assert.deepEqual(await refused('loss huber, regression', 'Tanh'), [
      { pointer: '/spec/layers/0', detail: 'the layer dense: Toy has no op like Tanh' },
    ])
    assert.deepEqual(await refused('loss crossEntropy, classification', 'Softmax'), [
      { pointer: '/spec/loss', detail: 'the loss crossEntropy: Toy has no op like Softmax' },
    ])
    const [inside] = await refused('residual 1', 'Mul')
    assert.match(inside!.pointer, /^\/spec\/layers\/0\/layers\/\d$/)
  })
})
