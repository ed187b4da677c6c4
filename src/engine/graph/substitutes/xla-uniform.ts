/**
 * `StatelessRandomUniform` as ops that give the same bits when XLA compiles them. XLA's own kernel reads only the lower half
 * of a seed, and makes numbers of the first bits of a word instead of the last.
 *
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC: Philox 4×32-10
 * @see tensorflow/core/kernels/stateless_random_ops.cc (2.21), GenerateKey: how key and counter come from a seed
 */
import type { GraphBuilder } from '../builder.ts'
import { dtypes, type Value } from '../values.ts'

const { float32, int32, int64, uint64 } = dtypes

/** TensorFlow's key for seeds, as two words of 32 bits. */
const keyOfSeeds = [0x3ec8f720, 0x02461e29]

/**
 * @param lengths  of `shape`, int32
 * @param seed     int32 [2]
 * @returns        [...shape], in [0, 1)
 */
export function xlaUniform(
  builder: GraphBuilder,
  lengths: Value,
  seed: Value,
  shape: readonly number[],
): Value {
  const vector = (values: number[]) => builder.constant(int32, [values.length], values)
  const scalar = (value: number) => builder.constant(int32, [], [value])
  const ints = (op: string, inputs: Value[], shape: readonly number[]) =>
    builder.op(op, inputs, { dtype: int32, shape })
  /** Words of 32 bits, [2 · count], as `count` words of 64. */
  const paired = (words: Value, count: number) => {
    const pairs = ints('Reshape', [words, vector([count, 2])], [count, 2])
    return builder.op('Bitcast', [pairs], { dtype: uint64, shape: [count] })
  }
  const philox = scalar(1)
  const draw = (lengths: Value, key: Value, counter: Value, shape: readonly number[]) =>
    ints('StatelessRandomUniformFullIntV2', [lengths, key, counter, philox], shape)

  const wide = builder.op('Cast', [seed], { dtype: int64, shape: [2] })
  const start = builder.op('Bitcast', [wide], { dtype: uint64, shape: [2] })
  const drawn = draw(vector([4]), paired(vector(keyOfSeeds), 1), start, [4])
  const half = (from: number) => ints('Slice', [drawn, vector([from]), vector([2])], [2])
  const counter = ints('ConcatV2', [vector([0, 0]), half(2), scalar(0)], [4])
  const bits = draw(lengths, paired(half(0), 1), paired(counter, 2), shape)

  // the last 23 bits are the fraction of a number in [1, 2)
  const fraction = ints('BitwiseAnd', [bits, scalar(0x7fffff)], shape)
  const fromOne = ints('BitwiseOr', [fraction, scalar(0x3f800000)], shape)
  const floats = { dtype: float32, shape }
  const one = builder.constant(float32, [], [1])
  return builder.op('Sub', [builder.op('Bitcast', [fromOne], floats), one], floats)
}
