import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkNetwork, type DataShape } from '../../../src/engine/network/check-network.ts'
import { parseTrialSpec, type TrialSpec } from '../../../src/engine/spec.ts'
import { toPointer } from '../../../src/errors.ts'

const digits: DataShape = {
  inputShape: [28, 28, 1],
  classes: [...'0123456789'],
  categorical: [],
  task: 'classification',
}
const houses: DataShape = { inputShape: [220], classes: null, categorical: [], task: 'regression' }
const outputs = { type: 'dense', units: 'outputs' }

function specOf(layers: object[], change: object = {}): TrialSpec {
  const parsed = parseTrialSpec({
    layers,
    loss: 'crossEntropy',
    optimizer: { type: 'adam' },
    batchSize: 10,
    epochs: 1,
    ...change,
  })
  assert.ok('spec' in parsed, JSON.stringify(parsed))
  return parsed.spec
}

test('batchNorm takes a batch of one image: its places are many', () => {
  const layers = [{ type: 'batchNorm' }, { type: 'flatten' }, outputs]
  assert.deepEqual(checkNetwork(specOf(layers, { batchSize: 1 }), digits).faults, [])
})

test('infers shapes and counts the weights of a conv network', () => {
  const spec = specOf(
    [
      { type: 'conv2d', filters: 8, kernelSize: 3 },
      { type: 'batchNorm' },
      { type: 'maxPool2d' },
      {
        type: 'conv2d',
        filters: 16,
        kernelSize: [5, 3],
        padding: 'same',
        strides: 2,
        useBias: false,
      },
      { type: 'flatten' },
      outputs,
    ],
    { preprocess: { resize: [16, 12] } },
  )
  const { faults, shapes, parameterCount } = checkNetwork(spec, digits)
  assert.deepEqual(faults, [])
  assert.deepEqual(shapes, [
    [16, 12, 1],
    [14, 10, 8],
    [14, 10, 8],
    [7, 5, 8],
    [4, 3, 16],
    [192],
    [10],
  ])
  // kernel and bias, gamma and beta, kernel, kernel and bias; running averages are not trained
  assert.equal(parameterCount, 9 * 8 + 8 + 16 + 15 * 8 * 16 + 192 * 10 + 10)
})

test('estimates the memory of weights, slots and activations', () => {
  const change = { loss: 'meanSquaredError', optimizer: { type: 'sgd' }, batchSize: 7 }
  const { memoryBytes, parameterCount } = checkNetwork(specOf([outputs], change), houses)
  assert.equal(parameterCount, 221)
  // weights, gradient, best copy, velocity; 220 inputs and 1 output a sample, forth and back
  assert.equal(memoryBytes, 4 * (4 * 221 + 2 * 7 * 221))
})

test('gaussianNll needs two outputs of a network', () => {
  const { shapes, faults } = checkNetwork(specOf([outputs], { loss: 'gaussianNll' }), houses)
  assert.deepEqual([shapes.at(-1), faults], [[2], []])
})

for (const [name, layers, change, data, pointer, detail] of [
  [
    'a kernel larger than its input',
    [
      { type: 'conv2d', filters: 2, kernelSize: 5 },
      { type: 'conv2d', filters: 2, kernelSize: [3, 25] },
    ],
    {},
    digits,
    '/layers/1/kernelSize',
    /3 × 25 is larger than its input of 24 × 24/,
  ],
  [
    'a pooling window larger than its input',
    [{ type: 'maxPool2d', poolSize: 29 }],
    {},
    digits,
    '/layers/0/poolSize',
    /29 × 29 is larger/,
  ],
  ['dense on an image', [outputs], {}, digits, '/layers/0/type', /flatten/],
  [
    'a convolution over columns',
    [{ type: 'conv2d', filters: 2, kernelSize: 1 }],
    { loss: 'huber' },
    houses,
    '/layers/0/type',
    /images.*\[220\]/,
  ],
  [
    'an image into the loss',
    [{ type: 'conv2d', filters: 10, kernelSize: 3 }],
    {},
    digits,
    '/layers/0',
    /ends in \[26, 26, 10\].*needs \[10\]/,
  ],
  [
    'units that are not the number of classes',
    [{ type: 'flatten' }, { type: 'dense', units: 7 }, { type: 'activation', activation: 'relu' }],
    {},
    digits,
    '/layers/1/units',
    /network is \[7\].*crossEntropy needs \[10\]/,
  ],
  [
    'one output for gaussianNll',
    [{ type: 'dense', units: 1 }],
    { loss: 'gaussianNll' },
    houses,
    '/layers/0/units',
    /needs \[2\]/,
  ],
  [
    'columns straight into the loss',
    [{ type: 'activation', activation: 'relu' }],
    { loss: 'huber' },
    houses,
    '/layers/0',
    /network is \[220\]/,
  ],
  [
    'a network without weights',
    [{ type: 'globalAveragePool2d' }],
    {},
    { ...digits, inputShape: [4, 4, 10] },
    '/layers',
    /no trainable weights/,
  ],
  ['classes for a regression', [outputs], {}, houses, '/loss', /classification.*regression/],
  [
    'a regression for classes',
    [{ type: 'flatten' }, outputs],
    { loss: { type: 'huber', delta: 2 } },
    digits,
    '/loss',
    /regression.*classification/,
  ],
  [
    'a batch of one that batchNorm cannot compare',
    [{ type: 'dense', units: 3 }, { type: 'batchNorm' }, outputs],
    { loss: 'huber', batchSize: 1 },
    houses,
    '/batchSize',
    /batchSize to 2 or more/,
  ],
  [
    'the same inside a block',
    [{ type: 'residual', layers: [{ type: 'batchNorm' }] }, outputs],
    { loss: 'huber', batchSize: 1 },
    houses,
    '/batchSize',
    /batchNorm needs at least two samples/,
  ],
  [
    'an axis of one that layerNorm would empty',
    [{ type: 'layerNorm' }, { type: 'flatten' }, outputs],
    {},
    digits,
    '/layers/0/type',
    /\[28, 28, 1\]/,
  ],
  [
    'resizing columns',
    [outputs],
    { loss: 'huber', preprocess: { resize: [4, 4] } },
    houses,
    '/preprocess/resize',
    /\[220\]/,
  ],
  [
    'a size of one number',
    [outputs],
    { preprocess: { resize: 4 } },
    digits,
    '/preprocess/resize',
    /\[height, width\]/,
  ],
] as const) {
  test(`points to ${name}`, () => {
    const { faults } = checkNetwork(specOf([...layers], change), data)
    assert.deepEqual(
      faults.map(({ path }) => toPointer(path)),
      [pointer],
    )
    assert.match(faults[0]!.detail, detail)
  })
}

test('an embedding is for the categorical columns of a table, and takes the data as they are', () => {
  const table = { ...houses, inputShape: [8], categorical: [{ offset: 2, width: 4 }] }
  const good = specOf([{ type: 'embedding', units: 3 }, outputs], { loss: 'meanSquaredError' })
  const { faults, shapes, parameterCount } = checkNetwork(good, table)
  assert.deepEqual([faults, shapes, parameterCount], [[], [[8], [7], [1]], 4 * 3 + 8])
  const none = checkNetwork(good, houses)
  assert.match(none.faults[0]!.detail, /categorical columns/)
  const late = specOf([{ type: 'dense', units: 4 }, { type: 'embedding', units: 3 }, outputs], {
    loss: 'meanSquaredError',
  })
  const [fault] = checkNetwork(late, table).faults
  assert.deepEqual(fault!.path, ['layers', 1, 'type'])
})
