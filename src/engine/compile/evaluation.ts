/** The metrics of the validation part as nodes of a graph. */

import type { GraphBuilder } from '../graph/builder.ts'
import { addLoop } from '../graph/loop.ts'
import { dtypes, type Value } from '../graph/values.ts'
import { foldOfLanes } from '../group-setting.ts'
import { addMask, type Plan, scalar } from './plan.ts'

const { float32, int32 } = dtypes

/** The sums of the validation part, in as many parts as memory asks for. */
export function addEvaluation(
  outer: GraphBuilder,
  { setting, traces, tools, write }: Plan,
  from: { validationX: Value; validationY: Value; given: Value[] },
  weights: Value[],
): Value {
  const { lanes, folds, validation } = setting
  const foldOf = foldOfLanes(setting)
  const { size, count, repeated } = traces.chunks
  const ones = new Float32Array(size).fill(1)
  const evaluate = (builder: GraphBuilder, given: Value[], own: Value[], parts: Value[]) =>
    write(builder, traces.evaluation, [...given, ...own, ...parts])[0]!
  /** What each lane is evaluated on, of a part of all folds' rows. */
  const laned = (builder: GraphBuilder, part: Value) =>
    foldOf
      ? builder.op(
          'GatherV2',
          [part, builder.constant(int32, [lanes], foldOf), builder.constant(int32, [], [0])],
          { dtype: part.dtype, shape: [lanes, ...part.shape!.slice(1)] },
        )
      : part
  if (count === 1) {
    const parts = [from.validationX, from.validationY].map((part) => laned(outer, part))
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
        const zero = body.constant(int32, [], [0])
        const sample = data.shape!.slice(2)
        const rank = data.shape!.length
        const start = body.op('Pack', [zero, begin, ...sample.map(() => zero)], {
          dtype: int32,
          shape: [rank],
        })
        const lengths = [folds, size, ...sample]
        const part = body.op('Slice', [data, start, body.constant(int32, [rank], lengths)], {
          dtype: data.dtype,
          shape: lengths,
        })
        return laned(body, part)
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
