/** Ops that are replaced in graphs for CPUs compute what TensorFlow's own compute. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nativeBackend } from '../../../src/engine/graph/binding.ts'
import { createBuilder } from '../../../src/engine/graph/builder.ts'
import { loadGraph } from '../../../src/engine/graph/compiled-graph.ts'
import { replay, type Substitutes } from '../../../src/engine/graph/replay.ts'
import { fewChannelConvolutions } from '../../../src/engine/graph/substitutes/few-channels.ts'
import { maxPoolGradient } from '../../../src/engine/graph/substitutes/max-pool-gradient.ts'
import { record } from '../../../src/engine/graph/trace.ts'
import { dtypes } from '../../../src/engine/graph/values.ts'
import type { Tensor, Tensor4D } from '../../../src/engine/tensorflow.ts'
import { backend, refuseLeaks, tf } from '../backend-under-test.ts'

refuseLeaks()

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

/** The values of `compute`, once op by op and once by a graph with the substitutes; and the ops of that graph. */
function bothWays(inputs: Tensor[], compute: () => Tensor[], substitutes: Substitutes) {
  const recording = record(tf, inputs, compute)
  const top = createBuilder('graph')
  const placeholders = inputs.map(({ shape }) => top.placeholder(dtypes.float32, shape))
  const { binding } = nativeBackend(tf)
  const outputs = replay(top, binding, recording, placeholders, { substitutes })
  const graph = loadGraph(tf, top, [])
  const values = (tensors: Tensor[]) => {
    const read = tensors.map((tensor) => ({ shape: tensor.shape, values: [...tensor.dataSync()] }))
    tf.dispose(tensors)
    return read
  }
  const replaced = values(graph.entry(placeholders, outputs)(inputs))
  graph.dispose()
  return {
    expected: values(tf.tidy(compute)),
    replaced,
    ops: new Set(top.nodes.map(({ op }) => op)),
  }
}

function assertEqualWithin(bound: number, { expected, replaced }: ReturnType<typeof bothWays>) {
  for (const [at, { shape, values }] of expected.entries()) {
    assert.deepEqual(replaced[at]!.shape, shape)
    for (const [index, value] of values.entries()) {
      const now = replaced[at]!.values[index]!
      assert.ok(Math.abs(now - value) <= bound, `${at}, ${index}: ${now}, not ${value}`)
    }
  }
}

const seeded = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed)

for (const [about, image, kernel, padding] of [
  ['one channel', [7, 6, 1], [3, 3, 1, 5], 'valid'],
  ['one channel, padded', [7, 6, 1], [3, 3, 1, 5], 'same'],
  ['three channels, an oblong window, padded', [5, 7, 3], [2, 3, 3, 4], 'same'],
  ['four channels, a single cell', [4, 5, 4], [1, 1, 4, 2], 'valid'],
  ['two channels, a window as large as the image', [4, 3, 2], [4, 3, 2, 6], 'valid'],
] as const) {
  test(`a convolution and the gradient of its filters: ${about}`, { skip }, () => {
    const [x, filters] = [seeded([3, ...image], 1), seeded([...kernel], 2)] as [Tensor4D, Tensor4D]
    const convolve = (filters: Tensor4D) => tf.conv2d(x, filters, 1, padding)
    const compute = () => {
      const { value, grad } = tf.valueAndGrad((filters) => {
        const y = convolve(filters as Tensor4D)
        return tf.sum(tf.mul(y, tf.sin(y)))
      })(filters)
      return [convolve(filters), value, grad]
    }
    const made = bothWays([x, filters], compute, fewChannelConvolutions())
    assert.deepEqual(
      [...made.ops].filter((op) => op.startsWith('Conv2D')),
      [],
    )
    assertEqualWithin(1e-4, made)
    tf.dispose([x, filters])
  })
}

test('convolutions with strides or more channels are left as they are', { skip }, () => {
  const [x, filters] = [seeded([2, 6, 6, 5], 1), seeded([3, 3, 5, 2], 2)] as [Tensor4D, Tensor4D]
  const [one, ofOne] = [seeded([2, 6, 6, 1], 3), seeded([3, 3, 1, 2], 4)] as [Tensor4D, Tensor4D]
  for (const [image, kernel, strides] of [
    [x, filters, 1],
    [one, ofOne, 2],
  ] as const) {
    const compute = () => [tf.conv2d(image, kernel, strides, 'same')]
    const { ops } = bothWays([image, kernel], compute, fewChannelConvolutions())
    assert.ok(ops.has('Conv2D'))
  }
  tf.dispose([x, filters, one, ofOne])
})

for (const [about, image, size, padding] of [
  ['windows of four', [6, 8, 3], 2, 'valid'],
  ['rows and columns that no window reaches', [7, 9, 2], 2, 'valid'],
  ['oblong windows', [6, 4, 5], [3, 2], 'valid'],
  ['windows over rows alone, padding that adds nothing', [6, 5, 1], [2, 1], 'same'],
] as const) {
  test(`the gradient of a maximum: ${about}`, { skip }, () => {
    const x = seeded([2, ...image], 1) as Tensor4D
    const pool = (x: Tensor4D) => tf.maxPool(x, size as [number, number], size as number, padding)
    const compute = () => {
      const { grad } = tf.valueAndGrad((x) => tf.sum(tf.sin(pool(x as Tensor4D))))(x)
      return [grad]
    }
    const made = bothWays([x], compute, maxPoolGradient)
    assert.equal(made.ops.has('MaxPoolGrad'), false)
    assertEqualWithin(0, made)
    x.dispose()
  })
}

test('of equal values of a window, one has the whole gradient', { skip }, () => {
  const x = tf.tensor4d([2, 2, 1, 3, 0, 1, 3, 0], [1, 2, 4, 1])
  const sumOfPool = (x: Tensor) => tf.sum(tf.maxPool(x as Tensor4D, 2, 2, 'valid'))
  const compute = () => [tf.valueAndGrad(sumOfPool)(x).grad]
  const { replaced } = bothWays([x], compute, maxPoolGradient)
  const [a, b, c, d, e, f, g, h] = replaced[0]!.values
  assert.deepEqual([a! + b!, e, f], [1, 0, 0])
  assert.deepEqual([d! + g!, c, h], [1, 0, 0])
  assert.ok([a, b, d, g].every((value) => value === 0 || value === 1))
  x.dispose()
})

test('windows that overlap keep TensorFlow’s gradient', { skip }, () => {
  const x = seeded([2, 5, 5, 2], 1) as Tensor4D
  const compute = () => [
    tf.valueAndGrad((x) => tf.sum(tf.maxPool(x as Tensor4D, 3, 2, 'same')))(x).grad,
  ]
  assert.ok(bothWays([x], compute, maxPoolGradient).ops.has('MaxPoolGrad'))
  x.dispose()
})
