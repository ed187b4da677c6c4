import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { z } from 'zod'
import { checkNetwork } from '../../src/engine/network/check-network.ts'
import { parseTrialSpec, TrialSpec } from '../../src/engine/spec.ts'
import { toPointer } from '../../src/errors.ts'

const { cache } = createRequire(import.meta.url)

const good = {
  layers: [{ type: 'dense', units: 'outputs' }],
  loss: 'meanSquaredError',
  optimizer: { type: 'adam' },
  batchSize: 10,
  epochs: 2,
}

function faultsOf(json: unknown): Record<string, string> {
  const parsed = parseTrialSpec(json)
  assert.ok('faults' in parsed)
  return Object.fromEntries(parsed.faults.map(({ path, detail }) => [toPointer(path), detail]))
}

test('schemas and checks load no TensorFlow', async () => {
  const isLoaded = () => Object.keys(cache).some((path) => path.includes('@tensorflow'))
  const parsed = parseTrialSpec(good)
  assert.ok('spec' in parsed)
  checkNetwork(parsed.spec, { inputShape: [3], classes: null, categorical: [], task: 'regression' })
  assert.equal(isLoaded(), false)
  await (await import('../../src/engine/backend.ts')).loadBackend({ device: 'cpu' })
  assert.equal(isLoaded(), true)
})

test('fills in defaults, and takes the name of a loss for the loss', () => {
  const parsed = parseTrialSpec(good)
  assert.ok('spec' in parsed)
  const [dense] = parsed.spec.layers
  const defaults = { activation: 'linear', useBias: true, l1: 0, l2: 0 }
  assert.deepEqual(dense, { type: 'dense', units: 'outputs', ...defaults })
  assert.deepEqual(parsed.spec.loss, { type: 'meanSquaredError' })
  const named = parseTrialSpec({ ...good, loss: { type: 'meanSquaredError' } })
  assert.deepEqual(named, parsed)
})

test('an unknown layer, loss or optimizer is answered with those that there are', () => {
  const faults = faultsOf({
    ...good,
    layers: [{ type: 'perceptron' }, { units: 3 }, { type: 'flatten' }],
    loss: 'nonsense',
    optimizer: { type: 'tiger' },
  })
  assert.deepEqual(Object.keys(faults), [
    '/layers/0/type',
    '/layers/1/type',
    '/loss',
    '/optimizer/type',
  ])
  assert.match(faults['/layers/0/type']!, /"perceptron".*dense, conv1d/)
  assert.match(faults['/layers/1/type']!, /needs a type/)
  assert.match(faults['/loss']!, /"nonsense".*crossEntropy/)
  assert.match(faults['/optimizer/type']!, /"tiger".*sgd, adam/)
})

test('every unknown option is a fault of its own that names what the layer takes', () => {
  const faults = faultsOf({
    ...good,
    layers: [{ type: 'dense', units: 3, dropout: 1, bias: true }],
    momentum: 3,
  })
  assert.deepEqual(Object.keys(faults), ['/layers/0/dropout', '/layers/0/bias', '/momentum'])
  assert.match(faults['/layers/0/dropout']!, /dense has no option.*units, activation, useBias/)
})

for (const [name, change, pointer] of [
  ['more than 64 layers', { layers: Array(65).fill(good.layers[0]) }, '/layers'],
  ['no layers', { layers: [] }, '/layers'],
  ['units over 65,536', { layers: [{ type: 'dense', units: 65_537 }] }, '/layers/0/units'],
  ['units of another word', { layers: [{ type: 'dense', units: 'output' }] }, '/layers/0/units'],
  ['a batch of 0', { batchSize: 0 }, '/batchSize'],
  ['a batch over 65,536', { batchSize: 65_537 }, '/batchSize'],
  ['more than 100,000 epochs', { epochs: 100_001 }, '/epochs'],
  ['a negative rate', { optimizer: { type: 'sgd', learningRate: -1 } }, '/optimizer/learningRate'],
  ['a beta of 1', { optimizer: { type: 'adam', beta1: 1 } }, '/optimizer/beta1'],
  [
    'another activation',
    { layers: [{ type: 'dense', units: 1, activation: 'x' }] },
    '/layers/0/activation',
  ],
  [
    'a kernel of three sizes',
    { layers: [{ type: 'conv2d', filters: 1, kernelSize: [1, 2, 3] }] },
    '/layers/0/kernelSize',
  ],
  ['patience 0', { earlyStopping: { patience: 0 } }, '/earlyStopping/patience'],
  ['a layer that is a number', { layers: [7] }, '/layers/0'],
] as const) {
  test(`refuses ${name}`, () => {
    assert.deepEqual(Object.keys(faultsOf({ ...good, ...change })), [pointer])
  })
}

for (const json of [null, 3, 'x', [], {}]) {
  test(`refuses ${JSON.stringify(json)} without crashing`, () => {
    assert.ok('faults' in parseTrialSpec(json))
  })
}

test('the whole specification has a JSON Schema', () => {
  const schema = z.toJSONSchema(TrialSpec, { io: 'input' })
  assert.deepEqual(schema.required, ['layers', 'loss', 'optimizer', 'batchSize', 'epochs'])
})
