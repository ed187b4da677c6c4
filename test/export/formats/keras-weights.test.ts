import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { type TrainedModel, withModel } from '../../../src/engine/network/model.ts'
import { forward } from '../../../src/engine/network/network.ts'
import { networkShape, samplesTensor } from '../../../src/engine/resize.ts'
import { Problem } from '../../../src/errors.ts'
import { kerasWeights } from '../../../src/export/formats/keras-weights.ts'
import { kerasLayers } from '../../../src/export/keras/layers.ts'
import { backend, refuseLeaks, tf } from '../../engine/backend-under-test.ts'
import { aCard } from '../a-card.ts'
import { exportCases } from '../cases.ts'
import { pythonWithTensorFlow, runPython } from '../python.ts'

const found = pythonWithTensorFlow()
const skip =
  backend.kind !== 'tensorflow' ? 'needs native TensorFlow' : 'skip' in found && found.skip

describe('weights for Keras', { skip }, () => {
  refuseLeaks()

  it('give the network’s outputs, or what Keras lacks is refused', async () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-keras-'))
    const expected = new Map<string, { name: string; outputs: Float32Array }>()
    try {
      for (const [index, { name, members }] of (await exportCases()).entries()) {
        const [{ model, encoded }] = members as [(typeof members)[0]]
        const layer = model.spec.layers.find(
          ({ type }) => type !== 'residual' && !kerasLayers[type],
        )
        const isAveraged = (model.spec.testShifts?.images ?? 1) > 1
        const lacking = layer ? `the layer ${layer.type}` : 'the option testShifts'
        if (layer || isAveraged) {
          await assert.rejects(kerasWeights.write(tf, members.slice(0, 1), aCard), (error) => {
            assert.ok(error instanceof Problem)
            assert.match(error.faults[0]!.detail, new RegExp(lacking))
            return true
          })
          continue
        }
        const folder = path.join(root, String(index))
        fs.mkdirSync(folder)
        const files = await kerasWeights.write(tf, members.slice(0, 1), aCard)
        for (const { name: file, bytes } of files) fs.writeFileSync(path.join(folder, file), bytes)
        const { samples, outputs } = await outputsOf(model, encoded)
        fs.writeFileSync(path.join(folder, 'samples.json'), JSON.stringify([...samples]))
        expected.set(String(index), { name, outputs })
      }
      assert.ok(expected.size > 40)
      const { python } = found as { python: string }
      const answers = runPython(python, 'run_keras.py', [root]) as Record<string, number[]>
      for (const [index, { name, outputs }] of expected) {
        assert.equal(answers[index]!.length, outputs.length)
        for (const [at, wanted] of outputs.entries()) {
          const actual = answers[index]![at]!
          assert.ok(
            Math.abs(actual - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted)),
            `${name}: ${actual} instead of ${wanted}`,
          )
        }
      }
    } finally {
      fs.rmSync(root, { recursive: true })
    }
  })

  it('are in a folder for each network of a blend', async () => {
    const { members } = (await exportCases()).find(({ name }) => name === 'several of images')!
    const files = await kerasWeights.write(tf, members, aCard)
    assert.deepEqual(
      files.map(({ name }) => name),
      [
        'member_1/model.py',
        'member_1/weights.npz',
        'member_2/model.py',
        'member_2/weights.npz',
      ].concat('model-card.json'),
    )
  })
})

/** The samples as the network takes them, and its raw outputs. */
async function outputsOf(model: TrainedModel, encoded: Float32Array) {
  const input = networkShape(model.inputShape, model.spec.preprocess) as { shape: number[] }
  return withModel(tf, model, async ({ network, ...given }) => {
    const x = samplesTensor(tf, encoded, model.inputShape, input.shape)
    const outputs = tf.tidy(() => {
      const mask = tf.ones([1, x.shape[0]!])
      return forward(tf, network, { ...given, x: tf.expandDims(x, 0), mask, noise: null }).outputs
    })
    const read = {
      samples: x.dataSync() as Float32Array,
      outputs: outputs.dataSync() as Float32Array,
    }
    tf.dispose([x, outputs])
    return read
  })
}
