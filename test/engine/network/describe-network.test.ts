import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeNetwork } from '../../../src/engine/network/describe-network.ts'
import { checked } from '../../../src/engine/spec.ts'

const spec = (layers: object[]) =>
  checked({
    layers,
    loss: 'crossEntropy',
    optimizer: { type: 'sgd', learningRate: 0.1 },
    batchSize: 8,
    epochs: 1,
  })
const digits = {
  inputShape: [28, 28, 1],
  categorical: [],
  classes: Array.from({ length: 10 }, (_, digit) => `${digit}`),
  task: 'classification',
} as const

describe('the description of a network', () => {
  it('has the shape after each layer and its parameters, as Keras counts them', () => {
    const { layers, inputShape, parameterCount } = describeNetwork(
      spec([
        { type: 'conv2d', filters: 8, kernelSize: 3, activation: 'relu' },
        { type: 'batchNorm' },
        { type: 'maxPool2d', poolSize: 2 },
        { type: 'flatten' },
        { type: 'dense', units: 'outputs' },
      ]),
      digits,
    )
    assert.deepEqual(inputShape, [28, 28, 1])
    assert.deepEqual(
      layers.map(({ type, outputShape, parameterCount }) => [type, outputShape, parameterCount]),
      [
        ['conv2d', [26, 26, 8], 80],
        ['batchNorm', [26, 26, 8], 16],
        ['maxPool2d', [13, 13, 8], 0],
        ['flatten', [1352], 0],
        ['dense', [10], 13_530],
      ],
    )
    assert.equal(parameterCount, 80 + 16 + 13_530)
    assert.equal(layers[0]?.options.filters, 8)
    assert.equal(layers[4]?.pointer, '/spec/layers/4')
  })

  it('opens and closes blocks around the layers inside', () => {
    const block = { type: 'residual', layers: [{ type: 'dense', units: 784, useBias: false }] }
    const { layers } = describeNetwork(
      spec([{ type: 'flatten' }, block, { type: 'dense', units: 'outputs' }]),
      digits,
    )
    assert.deepEqual(
      layers.map(({ type, role, depth, pointer }) => [type, role, depth, pointer]),
      [
        ['flatten', 'layer', 0, '/spec/layers/0'],
        ['residual', 'open', 0, '/spec/layers/1'],
        ['dense', 'layer', 1, '/spec/layers/1/layers/0'],
        ['residual', 'close', 0, '/spec/layers/1'],
        ['dense', 'layer', 0, '/spec/layers/2'],
      ],
    )
    assert.deepEqual(layers[1]?.options, {})
  })
})
