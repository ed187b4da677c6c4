import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseExecution, paysXla } from '../../src/engine/choose-execution.ts'
import { checked } from '../../src/engine/spec.ts'
import { backend, tf } from './backend-under-test.ts'

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

const of = (...layers: object[]) =>
  checked({
    layers: [...layers, { type: 'dense', units: 'outputs' }],
    loss: 'crossEntropy',
    optimizer: { type: 'adam' },
    batchSize: 10,
    epochs: 5,
  })
const untilTheEnd = { endsByTime: false, isPruned: false }
const dense = of()
const convolutional = of({ type: 'conv2d', filters: 2, kernelSize: 3 }, { type: 'flatten' })

test('XLA pays for long trainings, the sooner the more lanes share its program', () => {
  const pays = (steps: number, lanes: number) =>
    paysXla({ spec: dense, steps, lanes, ...untilTheEnd }, false)
  assert.deepEqual([pays(23_999, 1), pays(24_000, 1)], [false, true])
  assert.deepEqual([pays(5_999, 16), pays(6_000, 16)], [false, true])
})

test('it counts a third of the steps under a pruner, and none of a search that ends by time', () => {
  const long = { spec: dense, steps: 50_000, lanes: 1 }
  assert.equal(paysXla({ ...long, ...untilTheEnd }, false), true)
  assert.equal(paysXla({ ...long, ...untilTheEnd, isPruned: true }, false), false)
  assert.equal(paysXla({ ...long, ...untilTheEnd, isPruned: true, steps: 80_000 }, false), true)
  assert.equal(paysXla({ ...long, ...untilTheEnd, endsByTime: true, steps: 1e9 }, false), false)
})

test('where both ways were measured with as many lanes, what XLA saves decides', () => {
  const rate = (execution: 'graph' | 'xla', lanes: number, usPerStep: number) => ({
    ...{ execution, lanes, usPerStep },
  })
  const pays = (steps: number, rates: ReturnType<typeof rate>[], limit: object = {}) =>
    paysXla({ spec: dense, steps, lanes: 4, ...untilTheEnd, ...limit, rates }, false)
  // 4 lanes save 4 · 50 µs a step: 1.5 s in 7,500 steps
  const measured = [rate('graph', 4, 60), rate('xla', 4, 10)]
  assert.deepEqual([pays(7_499, measured), pays(7_500, measured)], [false, true])
  assert.equal(pays(7_500, measured, { isPruned: true }), false)
  assert.equal(pays(1e9, measured, { endsByTime: true }), false)
  assert.equal(pays(1e9, [rate('graph', 4, 10), rate('xla', 4, 11)]), false)
  // half of it, or of other lanes, says nothing
  for (const rates of [measured.slice(0, 1), [measured[0]!, rate('xla', 8, 10)]]) {
    assert.deepEqual([pays(14_999, rates), pays(15_000, rates)], [false, true])
  }
})

test('on a GPU it pays soon, for convolutions without strides and pooling too', () => {
  const pays = (spec: typeof dense, steps: number, lanes: number, onGpu = true) =>
    paysXla({ spec, steps, lanes, ...untilTheEnd }, onGpu)
  assert.equal(pays(dense, 2_999, 64), false)
  assert.equal(pays(dense, 3_000, 1), true)
  assert.equal(pays(dense, 3_000, 256), true)
  assert.equal(pays(convolutional, 3_000, 8), true)
  assert.equal(pays(convolutional, 1e6, 8, false), false)
  const [conv, pool] = [{ type: 'conv2d', filters: 2, kernelSize: 3 }, { type: 'maxPool2d' }]
  assert.equal(pays(of({ ...conv, strides: 2 }, { type: 'flatten' }), 1e6, 8), false)
  assert.equal(pays(of(conv, pool, { type: 'flatten' }), 1e6, 8), false)
})

test('a compiler that is asked for is taken, but a few steps are not compiled', { skip }, () => {
  const choose = (steps: number, compiler: 'auto' | 'graph' | 'xla') =>
    chooseExecution(tf, { spec: dense, steps, lanes: 1, ...untilTheEnd }, compiler)
  assert.equal(choose(23, 'xla'), 'eager')
  assert.equal(choose(24, 'xla'), 'xla')
  assert.equal(choose(24, 'auto'), 'graph')
  assert.equal(choose(1e6, 'auto'), 'xla')
  assert.equal(choose(1e6, 'graph'), 'graph')
})
