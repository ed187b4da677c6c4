import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import type * as ort from 'onnxruntime-node'
import { nativeBackend } from '../../../src/engine/graph/binding.ts'
import { createBuilder } from '../../../src/engine/graph/builder.ts'
import { replay } from '../../../src/engine/graph/replay.ts'
import { record } from '../../../src/engine/graph/trace.ts'
import { dtypes } from '../../../src/engine/graph/values.ts'
import type { Tensor, Tensor2D, Tensor4D } from '../../../src/engine/tensorflow.ts'
import { addVarying, exampleSizes, withoutBatch } from '../../../src/export/batch-free.ts'
import { convertGraph } from '../../../src/export/onnx/convert.ts'
import { CannotConvert, onnxName } from '../../../src/export/onnx/op-context.ts'
import { encodeOnnx } from '../../../src/export/onnx/proto.ts'
import { backend, refuseLeaks, tf } from '../../engine/backend-under-test.ts'

const skip = backend.kind === 'tensorflow' ? false : 'needs native TensorFlow'
const { InferenceSession, Tensor: OrtTensor } = createRequire(import.meta.url)(
  'onnxruntime-node',
) as typeof ort

/** Functions of [rows, 4] or [rows, 3, 4, 2]. */
const functions: Record<string, (x: Tensor) => Tensor> = {
  square: (x) => tf.square(x),
  squaredDifference: (x) => tf.squaredDifference(x, tf.scalar(0.3)),
  log1p: (x) => tf.log1p(tf.abs(x)),
  expm1: (x) => tf.expm1(x),
  relu6: (x) => tf.relu6(tf.mul(x, 20)),
  clip: (x) => tf.clipByValue(x, -0.2, 0.4),
  floorDiv: (x) => tf.floorDiv(x, tf.scalar(0.3)),
  mod: (x) => tf.mod(x, tf.scalar(0.3)),
  divNoNan: (x) => tf.divNoNan(x, tf.relu(x)),
  notEqual: (x) => tf.cast(tf.notEqual(x, tf.relu(x)), 'float32'),
  logSoftmax: (x) => tf.logSoftmax(x),
  argMax: (x) => tf.cast(tf.argMax(x, 1), 'float32'),
  cumsum: (x) => tf.cumsum(x, 1, true, true),
  minimum: (x) => tf.min(x, 1),
  product: (x) => tf.prod(x, -1, true),
  transposed: (x) => tf.matMul(x as Tensor2D, tf.ones([3, 4]), false, true),
  batched: (x) => tf.matMul(tf.reshape(x, [-1, 2, 2]), tf.ones([1, 3, 2]), false, true),
  slice: (x) => tf.slice(x, [0, 1], [-1, 2]),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 3], [1, 0], [1, -2], 1),
  reverse: (x) => tf.reverse(x, 1),
  pad: (x) =>
    tf.pad(
      x,
      [
        [0, 0],
        [1, 2],
      ],
      0.5,
    ),
  tile: (x) => tf.tile(x, [1, 2]),
  stack: (x) => tf.stack([x, tf.neg(x)], 1),
  unstack: (x) => tf.add(tf.unstack(x, 1)[1]!, tf.unstack(x, 1)[3]!),
  split: (x) => tf.split(x, [1, 3], 1)[1]!,
  where: (x) => tf.where(tf.greater(x, 0), x, tf.onesLike(x)),
  'ones of the batch': (x) => tf.mul(tf.ones([x.shape[0]!, 1]), tf.sum(x, 1, true)),
  'zeros like': (x) => tf.add(tf.zerosLike(x), x),
  'grouped convolution': (x) =>
    tf.depthwiseConv2d(asImages(x), tf.ones([2, 2, 2, 3]), [2, 2], 'same'),
  'dilated convolution': (x) =>
    tf.conv2d(asImages(x), tf.ones([2, 2, 2, 1]), 1, 'same', 'NHWC', [1, 2]),
  'average pool': (x) => tf.avgPool(asImages(x), 3, 2, 'same'),
}

function asImages(x: Tensor): Tensor4D {
  return tf.reshape(tf.tile(x, [1, 6]), [-1, 3, 4, 2])
}

describe('convertGraph', { skip }, () => {
  refuseLeaks()

  for (const [name, compute] of Object.entries(functions)) {
    it(`keeps what ${name} computes`, async () => {
      const values = [0.5, -0.7, 0.01, 0.9, -0.3, 0, 0.25, -1, 0.6, 0.6, -0.2, 0.8]
      const x = tf.tensor2d(values, [3, 4])
      const y = tf.tidy(() => compute(x))
      const [expected, shape] = [await y.data(), y.shape]
      tf.dispose([x, y])
      const session = await InferenceSession.create(convert(compute))
      const { y: made } = await session.run({
        x: new OrtTensor('float32', Float32Array.from(values), [3, 4]),
      })
      await session.release()
      assert.deepEqual(made!.dims, shape)
      for (const [at, wanted] of expected.entries()) {
        const actual = made!.data[at] as number
        assert.ok(Math.abs(actual - wanted) < 1e-5, `${at}: ${actual} instead of ${wanted}`)
      }
    })
  }

  it('names the op that ONNX has not', () => {
    assert.throws(
      () => convert((x) => tf.topk(x, 2).values),
      (error) => error instanceof CannotConvert && error.op === 'TopKV2',
    )
  })
})

function convert(compute: (x: Tensor) => Tensor): Uint8Array {
  const [first, second] = exampleSizes.map((size) => {
    const example = tf.ones([size, 4])
    const recording = record(tf, [example], () => [compute(example)], [])
    example.dispose()
    return recording
  })
  const free = withoutBatch(first!, second!)
  const builder = createBuilder('graph')
  const x = builder.placeholder(dtypes.float32, [-1, 4], 'x')
  const varying = addVarying(builder, free, x)
  const [y] = replay(builder, nativeBackend(tf).binding, free.recording, [x], { given: varying })
  const out = builder.named('y', y!)
  return encodeOnnx({
    ...{ opset: 19, producer: { name: 'test', version: '' }, metadata: {} },
    ...convertGraph(builder),
    inputs: [{ name: 'x', type: 1, shape: [-1, 4] }],
    outputs: [{ name: onnxName(out.ref), type: 1, shape: out.shape! }],
  })
}
