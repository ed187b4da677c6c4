import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shapeKey } from '../../../src/engine/group/shape-key.ts'
import { checkNetwork } from '../../../src/engine/network/check-network.ts'
import { decodeModel, predict } from '../../../src/engine/network/model.ts'
import { shiftedCopies } from '../../../src/engine/network/test-shifts.ts'
import { checked, parseTrialSpec } from '../../../src/engine/spec.ts'
import { tidy } from '../../../src/engine/tensorflow.ts'
import { refuseLeaks, tf } from '../backend-under-test.ts'
import { runGroup } from '../run-group.ts'
import { images } from '../test-data.ts'
import { trainsAlike } from '../trains-alike.ts'

refuseLeaks()

const spec = {
  layers: [
    { type: 'augment', shift: 0.2 },
    { type: 'conv2d', filters: 3, kernelSize: 3, activation: 'tanh' },
    { type: 'batchNorm' },
    { type: 'flatten' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.02 },
  testShifts: { images: 9 },
  batchSize: 10,
  epochs: 4,
}
const data = images(64, 30)

/** The image moved, its nearest pixels coming in. */
function moved(image: Float32Array, down: number, across: number): Float32Array {
  const near = (at: number, length: number) => Math.min(length - 1, Math.max(0, at))
  return image.map((_, at) => {
    const [row, column] = [Math.floor(at / 5), at % 5]
    return image[5 * near(row - down, 6) + near(column - across, 5)]!
  })
}

const shifts = (count: number, pixels = 1) =>
  [
    [0, 0],
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ]
    .slice(0, count)
    .map(([down, across]) => [down! * pixels, across! * pixels] as const)

test('copies are the image itself, its four neighbours, and the diagonals', () => {
  const image = data.validation.x.slice(0, 30)
  for (const [count, pixels] of [
    [5, 1],
    [9, 2],
  ] as const) {
    const found = tidy(tf, () => {
      const x = tf.tensor(image, [1, 1, 6, 5, 1])
      return shiftedCopies(tf, x, { images: count, pixels }).dataSync() as Float32Array
    })
    const expected = shifts(count, pixels).flatMap(([down, across]) =>
      Array.from(moved(image, down, across)),
    )
    assert.deepEqual(Array.from(found), expected)
  }
})

test('a prediction is the mean of the predictions for the copies', async () => {
  const { results } = await runGroup({ specs: [spec], data })
  const [result] = results
  assert.ok(result?.state === 'complete')
  const model = decodeModel(result.model)
  const plain = { ...model, spec: checked({ ...model.spec, testShifts: undefined }) }
  const image = data.validation.x.slice(0, 30)
  const probabilities = async (own: typeof model, x: Float32Array) => {
    const [prediction] = await predict(tf, own, x)
    assert.ok(prediction && 'probabilities' in prediction)
    return prediction.probabilities
  }
  for (const count of [5, 9]) {
    const own = { ...model, spec: checked({ ...model.spec, testShifts: { images: count } }) }
    const averaged = await probabilities(own, image)
    const each = await Promise.all(
      shifts(count).map(([down, across]) => probabilities(plain, moved(image, down, across))),
    )
    for (const [at, value] of averaged.entries()) {
      const mean = each.reduce((sum, own) => sum + own[at]!, 0) / count
      assert.ok(Math.abs(value - mean) < 1e-5, `${value}, not ${mean}`)
    }
    assert.notDeepEqual(averaged, await probabilities(plain, image))
  }
})

trainsAlike(
  'testShifts',
  [0.01, 0.03].map((learningRate) => ({ ...spec, optimizer: { type: 'adam', learningRate } })),
  data,
)
trainsAlike(
  'testShifts of classes by meanSquaredError',
  [0.01, 0.03].map((learningRate) => ({
    ...spec,
    loss: 'meanSquaredError',
    testShifts: { images: 5 },
    optimizer: { type: 'adam', learningRate },
  })),
  data,
)

test('one image is no averaging: the same shape as without', () => {
  const key = (testShifts: object | undefined) => shapeKey(checked({ ...spec, testShifts }))
  assert.equal(key({ images: 1 }), key(undefined))
  assert.equal(new Set([undefined, { images: 5 }, { images: 9 }].map(key)).size, 3)
})

test('is refused for what is no image, for shifts as large as it, and for other numbers', () => {
  const faults = (inputShape: number[], testShifts: object) => {
    const parsed = checked({ ...spec, layers: spec.layers.slice(3), testShifts })
    const shape = {
      inputShape,
      classes: ['a', 'b'],
      categorical: [],
      task: 'classification',
    } as const
    return checkNetwork(parsed, shape).faults
  }
  assert.deepEqual(faults([6, 5, 1], { images: 9, pixels: 4 }), [])
  for (const [shape, testShifts, detail] of [
    [[30], { images: 5 }, /need images/],
    [[6, 5, 1], { images: 9, pixels: 5 }, /pixels 5 is not below the image size, 6 × 5/],
  ] as const) {
    const [fault] = faults([...shape], testShifts)
    assert.deepEqual(fault?.path, ['testShifts'])
    assert.match(fault.detail, detail)
  }
  assert.deepEqual(faults([30], { images: 1 }), [])
  const parsed = parseTrialSpec({ ...spec, testShifts: { images: 4 } })
  assert.ok('faults' in parsed)
  assert.deepEqual(parsed.faults[0]?.path, ['testShifts', 'images'])
})
