/** Averaged weights: their formula, and that they are what is evaluated, kept and resumed. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { keptShare } from '../../src/engine/averaging.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/engine/group/checkpoint.ts'
import { shapeKey } from '../../src/engine/group/shape-key.ts'
import { decodeModel } from '../../src/engine/network/model.ts'
import { pack, unpack } from '../../src/engine/network/packed.ts'
import { checked, parseTrialSpec } from '../../src/engine/spec.ts'
import { backend, refuseLeaks } from './backend-under-test.ts'
import { dense, graphs, runGroup as run, varied } from './run-group.ts'
import { circle, images } from './test-data.ts'
import { trainsAlike } from './trains-alike.ts'

refuseLeaks()
after(() => graphs.dispose())

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
const withDecay = (decay: number, spec: object = dense) => ({
  ...spec,
  averaging: { type: 'ema', decay },
})

test('the average is the mean of the values so far, each weighted by decay to the power of its age', () => {
  for (const decay of [0, 0.5, 0.99, 0.9999999]) {
    let average = Number.MAX_VALUE // does not count
    const values = [3, -1, 4, 1.5, 9]
    for (const [at, value] of values.entries()) {
      const kept = keptShare({ type: 'ema', decay }, at + 1)
      assert.ok(kept >= 0 && kept <= decay)
      average = value + (average - value) * kept
      const weights = values.slice(0, at + 1).map((_, of) => decay ** (at - of))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const mean = weights.reduce((sum, weight, of) => sum + weight * values[of]!, 0) / total
      assert.ok(Math.abs(average - mean) < 1e-6, `${decay}, ${at}: ${average}, not ${mean}`)
    }
  }
})

trainsAlike(
  'averaged weights and running means',
  varied(dense).map((spec, lane) => withDecay([0.5, 0.9, 0.99][lane]!, spec)),
  circle(90, 40),
)
trainsAlike(
  'averaged weights of images',
  [0.8, 0.95].map((decay) => ({
    ...withDecay(decay),
    layers: [
      { type: 'conv2d', filters: 2, kernelSize: 3, activation: 'tanh' },
      { type: 'flatten' },
      { type: 'dense', units: 'outputs' },
    ],
    epochs: 4,
  })),
  images(40, 20),
)

/** The state of a lane after each epoch. */
async function checkpoints(spec: object, epochs: number) {
  return Promise.all(
    Array.from({ length: epochs }, async (_, at) => {
      const { results } = await run({
        specs: [spec],
        decide: (_lane, { step }) => (step === at + 1 ? 'release' : 'continue'),
      })
      const [result] = results
      assert.ok(result?.state === 'released')
      return decodeCheckpoint(result.checkpoint)
    }),
  )
}

for (const [title, decay] of [
  ['a short memory', 0.5],
  ['a long memory', 0.999],
] as const) {
  test(`the raw weights go on untouched, and the averaged ones follow them: ${title}`, async () => {
    // one update an epoch
    const spec = { ...dense, batchSize: 90 }
    const raw = await checkpoints(spec, 4)
    const both = await checkpoints(withDecay(decay, spec), 4)
    for (const part of ['weights', 'statistics'] as const) {
      const average = new Float64Array(raw[0]![part].length)
      for (const [at, checkpoint] of both.entries()) {
        assert.deepEqual(checkpoint[part], raw[at]![part])
        const kept = keptShare({ type: 'ema', decay }, at + 1)
        for (const [index, value] of checkpoint[part].entries()) {
          average[index] = value + (average[index]! - value) * kept
          const stored = checkpoint.average![part][index]!
          assert.ok(Math.abs(stored - average[index]!) < 1e-5, `${part}, epoch ${at + 1}`)
        }
      }
    }
  })
}

test('a decay of 0 is no averaging at all', { skip: hasNative }, async () => {
  const plain = await run({ specs: [dense] })
  const averaged = await run({ specs: [withDecay(0)] })
  assert.deepEqual(averaged.reports, plain.reports)
  const weights = [plain, averaged].map(({ results }) => {
    const [result] = results
    assert.ok(result?.state === 'complete')
    return decodeModel(result.model).weights
  })
  assert.deepEqual(weights[1], weights[0])
})

test('averages of any decay share a shape, which is another one than none', () => {
  const keyOf = (spec: object) => shapeKey(checked(spec))
  assert.equal(keyOf(withDecay(0.9)), keyOf(withDecay(0.999)))
  assert.equal(keyOf(withDecay(0.9)), keyOf(withDecay(0)))
  assert.notEqual(keyOf(withDecay(0.9)), keyOf(dense))
})

test('the name alone has the default decay, and a decay of 1 is refused where it stands', () => {
  assert.deepEqual(checked({ ...dense, averaging: 'ema' }).averaging, { type: 'ema', decay: 0.999 })
  const parsed = parseTrialSpec(withDecay(1))
  assert.ok('faults' in parsed)
  assert.deepEqual(parsed.faults[0]!.path, ['averaging', 'decay'])
})

test('a checkpoint from before averages existed is read as one without', () => {
  const one = Float32Array.of(1)
  const checkpoint = {
    epoch: 1,
    updates: 2,
    weights: one,
    statistics: one,
    average: null,
    slots: { mean: Float32Array.of(5) },
    best: { step: 1, value: 3, score: -3, loss: 3, weights: one, statistics: one },
    improved: { step: 1, score: -3 },
  }
  const { content, arrays } = unpack('checkpoint', encodeCheckpoint(checkpoint))
  const { isAveraged: _, ...older } = content as Record<string, unknown>
  assert.deepEqual(decodeCheckpoint(pack('checkpoint', older, arrays)), checkpoint)
})
