import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitThreads, loadBackend, loadJavaScript } from '../../src/engine/backend.ts'
import type { EpochReport } from '../../src/engine/group/lane.ts'
import { statelessUniform } from '../../src/engine/kernels/stateless-uniform.ts'
import { type Tensor4D, tidy } from '../../src/engine/tensorflow.ts'
import { backend, refuseLeaks, tf } from './backend-under-test.ts'
import { assertGradients, spacedValues } from './numeric-gradient.ts'
import { trainTrial } from './run-trial.ts'
import { circle } from './test-data.ts'

refuseLeaks()

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

test('names its library and its device', { skip: hasNative }, () => {
  assert.match(backend.libraryVersion, /^\d+\.\d+\.\d+$/)
  assert.equal(backend.device, process.env.SWEEPD_DEVICE === 'gpu' ? 'gpu' : 'cpu')
  assert.equal(backend.advice, null)
})

test('a GPU that is asked for and not there is an error that names the variable', {
  skip: backend.device === 'gpu' ? 'there is a GPU' : false,
}, async () => {
  await assert.rejects(loadBackend({ device: 'gpu' }), /SWEEPD_DEVICE/)
})

test('limits threads, and leaves what is set', () => {
  const env: Record<string, string | undefined> = { TF_NUM_INTRAOP_THREADS: '3' }
  limitThreads(env)
  assert.equal(env.TF_NUM_INTRAOP_THREADS, '3')
  assert.equal(env.TF_NUM_INTEROP_THREADS, '1')
})

test('noise is a function of its seed, uniform in [0, 1)', () => {
  tidy(tf, () => {
    const draw = (key: number, step: number) =>
      statelessUniform(tf, tf.tensor1d([key, step], 'int32'), [50, 100]).dataSync() as Float32Array
    const noise = draw(-5, 1)
    assert.deepEqual(draw(-5, 1), noise)
    assert.notDeepEqual(draw(-5, 2), noise)
    assert.notDeepEqual(draw(4, 1), noise)
    assert.ok(noise.every((u) => u >= 0 && u < 1))
    const mean = noise.reduce((sum, u) => sum + u, 0) / noise.length
    assert.ok(Math.abs(mean - 0.5) < 0.02)
  })
})

test('JavaScript has the gradient of average pooling with padding', async () => {
  const x = { values: spacedValues(2 * 5 * 4, 1), shape: [2, 5, 4, 1] }
  await loadJavaScript()
  assertGradients(([image]) => tf.avgPool(image as Tensor4D, [3, 2], [2, 2], 'same'), [x])
  await tf.setBackend(backend.kind)
})

test('JavaScript trains to the numbers of the native library', { skip: hasNative }, async () => {
  const train = async () => {
    const reports: EpochReport[] = []
    await trainTrial({
      tf,
      spec: {
        layers: [
          { type: 'dense', units: 8, activation: 'relu' },
          { type: 'batchNorm' },
          { type: 'dense', units: 'outputs' },
        ],
        loss: 'crossEntropy',
        optimizer: { type: 'adam', learningRate: 0.01 },
        batchSize: 16,
        epochs: 3,
      },
      data: circle(60, 20),
      seed: 1,
      orderSeed: 2,
      objective: { metric: 'validation.loss', direction: 'minimize' },
      async onEpoch(report) {
        reports.push(report)
        return 'continue'
      },
    })
    return reports.map(({ value }) => value)
  }
  const native = await train()
  const javaScript = await loadJavaScript()
  assert.equal(javaScript.kind, 'cpu')
  assert.ok(javaScript.advice)
  const slow = await train()
  await tf.setBackend(backend.kind)
  for (const [epoch, value] of native.entries()) {
    assert.ok(Math.abs(slow[epoch]! - value) < 1e-4, `epoch ${epoch + 1}: ${slow[epoch]}, ${value}`)
  }
})
