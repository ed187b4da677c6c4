/** The metrics of the validation part as nodes of a graph. */

import type { GraphBuilder } from '../graph/builder.ts'
import { addLoop } from '../graph/loop.ts'
import { dtypes, type Value } from '../graph/values.ts'
import { addMask, type Plan, scalar } from './plan.ts'

const { float32, int32 } = dtypes

/** The sums of the validation part, in as many parts as memory asks for. */
export function addEvaluation(
  outer: GraphBuilder,
  { setting, traces, tools, write }: Plan,
  from: { validationX: Value; validationY: Value; given: Value[] },
  weights: Value[],
): Value {
  const { lanes, validation } = setting
  const { size, count, repeated } = traces.chunks
  const ones = new Float32Array(size).fill(1)
  const evaluate = (builder: GraphBuilder, given: Value[], own: Value[], parts: Value[]) =>
    write(builder, traces.evaluation, [...given, ...own, ...parts])[0]!
  const expanded = (builder: GraphBuilder, part: Value) => {
    const shape = [1, size, ...part.shape!.slice(1)]
    const lengths = builder.constant(int32, [shape.length], shape)
    return builder.op('Reshape', [part, lengths], { dtype: part.dtype, shape })
  }
  if (count === 1) {
    const parts = [from.validationX, from.validationY].map((part) => expanded(outer, part))
    return evaluate(outer, from.given, weights, [
      ...parts,
      outer.constant(float32, [1, size], ones),
    ])
  }
  const emptySums = outer.constant(
    float32,
    [lanes, traces.sumCount],
    new Float32Array(lanes * traces.sumCount),
  )
  const invariant = [from.validationX, from.validationY, ...weights, ...from.given]
  const [sums] = addLoop(
    tools,
    outer,
    { count: outer.constant(int32, [], [count]), invariant, carried: [emptySums] },
    (body, index, fixed, [before]) => {
      const [x, y, ...others] = fixed as [Value, Value, ...Value[]]
      const begin = body.op(
        'Minimum',
        [
          body.op('Mul', [index, body.constant(int32, [], [size])], scalar),
          body.constant(int32, [], [validation.rows - size]),
        ],
        scalar,
      )
      const take = (data: Value) => {
        const zeros = data.shape!.slice(1).map(() => body.constant(int32, [], [0]))
        const rank = data.shape!.length
        const start = body.op('Pack', [begin, ...zeros], { dtype: int32, shape: [rank] })
        const lengths = [size, ...data.shape!.slice(1)]
        const part = body.op('Slice', [data, start, body.constant(int32, [rank], lengths)], {
          dtype: data.dtype,
          shape: lengths,
        })
        return expanded(body, part)
      }
      const last = ones.map((one, row) => (row < repeated ? 0 : one))
      const mask = addMask(body, index, { count, full: ones, last })
      const own = others.slice(0, weights.length)
      const ofPart = evaluate(body, others.slice(weights.length), own, [take(x), take(y), mask])
      return [body.op('AddV2', [before!, ofPart], before!)]
    },
  )
  return sums!
}
