/** Adds the evaluation of the validation part to a graph. */

import type { GraphBuilder } from '../graph/builder.ts'
import { addLoop } from '../graph/loop.ts'
import { dtypes, type Value } from '../graph/values.ts'
import { laneFolds } from '../group/plan.ts'
import { addMask, type GraphParts, scalar } from './graph-parts.ts'
import { collectedShape } from './trace.ts'

const { float32, int32 } = dtypes

interface From {
  validationX: Value
  validationY: Value
  validationFactors: Value[]
  given: Value[]
}

/** The sums of the validation part, computed in chunks that fit into memory. */
export function addEvaluation(
  outer: GraphBuilder,
  parts: GraphParts,
  from: From,
  weights: Value[],
): Value {
  const { traces, write } = parts
  const [sums, collected] = (traces.chunks.count === 1 ? addWhole : addChunks)(
    outer,
    parts,
    from,
    weights,
  )
  if (traces.finish === null) return sums!
  const y = laned(outer, parts, from.validationY)
  return write(outer, traces.finish, [sums!, collected!, y])[0]!
}

/** [sums, collected values if there are any]. */
function addWhole(outer: GraphBuilder, parts: GraphParts, from: From, weights: Value[]): Value[] {
  const { size } = parts.traces.chunks
  const { validationX, validationY, validationFactors } = from
  const data = [validationX, validationY, ...validationFactors]
  return parts.write(outer, parts.traces.evaluation, [
    ...from.given,
    ...weights,
    ...data.map((part) => laned(outer, parts, part)),
    outer.constant(float32, [1, size], new Float32Array(size).fill(1)),
  ])
}

function addChunks(outer: GraphBuilder, parts: GraphParts, from: From, weights: Value[]): Value[] {
  const { plan, traces, tools, write } = parts
  const { lanes, folds, validation, sums } = plan
  const { size, count, repeated } = traces.chunks
  const data = [from.validationX, from.validationY, ...from.validationFactors]
  const carried = [zeros(outer, [lanes, sums.validation.added])]
  // rows first: chunks are written along the first axis
  if (traces.finish) {
    const [, , width] = collectedShape(traces.evaluation)
    carried.push(zeros(outer, [validation.rows, lanes, width]))
  }
  const invariant = [...data, ...weights, ...from.given]
  const [sum, collected] = addLoop(
    tools,
    outer,
    { count: outer.constant(int32, [], [count]), invariant, carried },
    (body, index, fixed, before) => {
      const own = fixed.slice(data.length, data.length + weights.length)
      const given = fixed.slice(data.length + weights.length)
      const begin = body.op(
        'Minimum',
        [
          body.op('Mul', [index, body.constant(int32, [], [size])], scalar),
          body.constant(int32, [], [validation.rows - size]),
        ],
        scalar,
      )
      const take = (all: Value) => {
        const zero = body.constant(int32, [], [0])
        const sample = all.shape!.slice(2)
        const rank = all.shape!.length
        const start = body.op('Pack', [zero, begin, ...sample.map(() => zero)], {
          dtype: int32,
          shape: [rank],
        })
        const lengths = [folds, size, ...sample]
        const part = body.op('Slice', [all, start, body.constant(int32, [rank], lengths)], {
          dtype: all.dtype,
          shape: lengths,
        })
        return laned(body, parts, part)
      }
      const full = new Float32Array(size).fill(1)
      const last = full.map((one, row) => (row < repeated ? 0 : one))
      const mask = addMask(body, index, { count, full, last })
      const chunk = fixed.slice(0, data.length).map(take)
      const [added, found] = write(body, traces.evaluation, [...given, ...own, ...chunk, mask])
      const after = [body.op('AddV2', [before[0]!, added!], before[0]!)]
      if (found) after.push(written(body, before[1]!, byRow(body, found), { begin, size }))
      return after
    },
  )
  return traces.finish ? [sum!, byRow(outer, collected!)] : [sum!]
}

/** The rows that each lane is evaluated on. */
function laned(builder: GraphBuilder, { plan }: GraphParts, part: Value): Value {
  const foldIndices = laneFolds(plan)
  if (foldIndices === null) return part
  const { lanes } = plan
  return builder.op(
    'GatherV2',
    [part, builder.constant(int32, [lanes], foldIndices), builder.constant(int32, [], [0])],
    { dtype: part.dtype, shape: [lanes, ...part.shape!.slice(1)] },
  )
}

/** Swaps the first two axes. */
function byRow(builder: GraphBuilder, value: Value): Value {
  const [first, second, ...rest] = value.shape as [number, number, ...number[]]
  const axes = [1, 0, ...rest.map((_, axis) => axis + 2)]
  return builder.op('Transpose', [value, builder.constant(int32, [axes.length], axes)], {
    dtype: value.dtype,
    shape: [second, first, ...rest],
  })
}

/** `all` with the rows from `begin` on replaced. */
function written(
  body: GraphBuilder,
  all: Value,
  rows: Value,
  { begin, size }: { begin: Value; size: number },
): Value {
  const one = body.constant(int32, [], [1])
  const end = body.op('AddV2', [begin, body.constant(int32, [], [size])], scalar)
  const places = body.op('Range', [begin, end, one], { dtype: int32, shape: [size] })
  const indices = body.op('Reshape', [places, body.constant(int32, [2], [size, 1])], {
    dtype: int32,
    shape: [size, 1],
  })
  return body.op('TensorScatterUpdate', [all, indices, rows], all)
}

function zeros(builder: GraphBuilder, shape: number[]): Value {
  const length = shape.reduce((product, axis) => product * axis, 1)
  return builder.constant(float32, shape, new Float32Array(length))
}
