/** What is traced and compiled for a GPU, executed on a CPU: ops that are chosen by device must suit XLA too. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { backend, refuseLeaks, tf } from '../backend-under-test.ts'
import { convolutional, dense, graphs, type Run, runGroup, varied } from '../run-group.ts'
import { circle, images } from '../test-data.ts'

refuseLeaks()

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
after(() => graphs.dispose())

/** Trains as on a GPU, but for the device itself. */
async function runAsOnGpu(options: Run) {
  const device = tf.backend() as unknown as { isUsingGpuDevice: boolean }
  const before = device.isUsingGpuDevice
  device.isUsingGpuDevice = true
  try {
    return await runGroup({ execution: 'xla', ...options })
  } finally {
    device.isUsingGpuDevice = before
  }
}

const windows = {
  ...convolutional,
  layers: [
    { type: 'conv2d', filters: 3, kernelSize: [2, 3], activation: 'tanh', padding: 'same' },
    { type: 'conv2d', filters: 2, kernelSize: 1, activation: 'tanh' },
    { type: 'conv2d', filters: 4, kernelSize: [3, 2], activation: 'tanh', padding: 'same' },
    { type: 'conv2d', filters: 2, kernelSize: 2, activation: 'sigmoid' },
    { type: 'conv2d', filters: 2, kernelSize: 2, strides: 2, activation: 'tanh' },
    ...convolutional.layers.slice(-2),
  ],
}

for (const [name, spec, data] of [
  ['a dense network', dense, circle(90, 40)],
  ['a convolutional network', convolutional, images(64, 30)],
  ['windows that are padded, oblong, single or strided', windows, images(64, 30)],
] as const) {
  test(`${name} is compiled for a GPU, and trains as op by op`, { skip }, async () => {
    const specs = varied(spec)
    const { executions, reports } = await runAsOnGpu({ specs, data })
    assert.deepEqual(executions, ['xla', 'xla', 'xla'])
    const expected = await runGroup({ specs, data, execution: 'eager' })
    for (const [lane, own] of reports.entries()) {
      for (const [at, { train, validation }] of own.entries()) {
        const then = expected.reports[lane]![at]!
        for (const [now, before] of [
          [train.loss!, then.train.loss!],
          [validation.loss!, then.validation.loss!],
        ] as const) {
          assert.ok(Math.abs(now / before - 1) < 2e-5, `epoch ${at + 1}: ${now}, not ${before}`)
        }
      }
    }
  })
}
