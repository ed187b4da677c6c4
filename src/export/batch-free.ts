/**
 * Makes a recorded function of a batch into one of batches of any size. It is recorded twice, with two sizes: what
 * differs between the recordings depends on the size.
 */
import type { GraphBuilder } from '../engine/graph/builder.ts'
import { neededOps } from '../engine/graph/replay.ts'
import type { RecordedOp, Recording } from '../engine/graph/trace.ts'
import { dtypes, type Value } from '../engine/graph/values.ts'

/** The sizes of the two recordings. */
export const exampleSizes = [2, 3] as const

export interface BatchFree {
  recording: Recording // lengths that depend on the batch are −1
  varying: Map<number, Varying> // constants that depend on the batch, by id
}

/** A length: a number, or a multiple of the batch size. */
type Length = { number: number } | { batches: number }

/** An int32 vector of lengths; or a tensor that repeats one row along the batch axis. */
type Varying =
  | { lengths: Length[] }
  | { lengths: Length[]; row: { dtype: number; shape: number[]; values: ArrayLike<number> } }

/** An op whose use of the batch size is not understood. */
export class BatchDependence extends Error {
  readonly op: RecordedOp // of the first recording

  constructor(op: RecordedOp) {
    super(`the op ${op.op} depends on the size of the batch`)
    this.op = op
  }
}

/** @throws BatchDependence */
export function withoutBatch(first: Recording, second: Recording): BatchFree {
  const others = neededOps(second)
  const varying = new Map<number, Varying>()
  let fresh = -1
  const ops = neededOps(first).map((op, at): RecordedOp => {
    const other = others[at]
    if (other?.op !== op.op || !isSame(op.attributes, other.attributes))
      throw new BatchDependence(op)
    const inputs = op.inputs.map((id, place) => {
      const [one, two] = [first.constants.get(id), second.constants.get(other.inputs[place]!)]
      if (!one || !two || isSame(one, two)) return id
      const found = compare(one, two)
      if (found === null) throw new BatchDependence(op)
      varying.set(fresh, found)
      return fresh--
    })
    return { ...op, inputs }
  })
  const tensors = new Map(first.tensors)
  const note = (id: number, other: number) => {
    const [one, two] = [first.tensors.get(id), second.tensors.get(other)]
    if (!one || !two) return
    const shape = one.shape.map((length, axis) => (length === two.shape[axis] ? length : -1))
    tensors.set(id, { ...one, shape })
  }
  for (const [at, { outputs }] of ops.entries()) {
    for (const [place, id] of outputs.entries()) note(id, others[at]!.outputs[place]!)
  }
  for (const [at, id] of first.inputs.entries()) note(id, second.inputs[at]!)
  return { recording: { ...first, ops, tensors }, varying }
}

type Constant = { dtype: number; shape: readonly number[]; values: ArrayLike<number> }

function compare(one: Constant, two: Constant): Varying | null {
  if (one.dtype === dtypes.int32 && isSame(one.shape, two.shape)) {
    const lengths = Array.from(one.values, (value, at) => length(value, two.values[at]!))
    return lengths.includes(null) ? null : { lengths: lengths as Length[] }
  }
  const lengths = one.shape.map((value, axis) => length(value, two.shape[axis]!))
  const axis = one.shape.findIndex((value, at) => value !== two.shape[at])
  if (axis < 0 || lengths.includes(null)) return null
  const row = firstOf(one, axis)
  return isRepeated(one, row, axis) && isRepeated(two, row, axis)
    ? { lengths: lengths as Length[], row }
    : null
}

function length(one: number, two: number): Length | null {
  if (one === two) return { number: one }
  const [batches, others] = [one / exampleSizes[0], two / exampleSizes[1]]
  return batches === others && Number.isInteger(batches) ? { batches } : null
}

function firstOf({ dtype, shape, values }: Constant, axis: number) {
  const own = shape.map((value, at) => (at === axis ? 1 : value))
  const inner = shape.slice(axis + 1).reduce((size, value) => size * value, 1)
  const outer = shape.slice(0, axis).reduce((size, value) => size * value, 1)
  const row = Array.from({ length: outer * inner }, (_, at) => {
    const block = Math.floor(at / inner)
    return values[block * shape[axis]! * inner + (at % inner)]!
  })
  return { dtype, shape: own, values: row }
}

function isRepeated(
  { shape, values }: Constant,
  row: { values: ArrayLike<number> },
  axis: number,
): boolean {
  const inner = shape.slice(axis + 1).reduce((size, value) => size * value, 1)
  const block = shape[axis]! * inner
  return Array.from(values).every(
    (value, at) => value === row.values[Math.floor(at / block) * inner + (at % inner)],
  )
}

/** Plain data alike, in the order of their fields. */
function isSame(one: unknown, two: unknown): boolean {
  if (Object.is(one, two)) return true
  if (typeof one !== 'object' || typeof two !== 'object' || one === null || two === null)
    return false
  const [own, others] = [Object.entries(one), Object.entries(two)]
  return (
    own.length === others.length &&
    own.every(([key, value], at) => key === others[at]![0] && isSame(value, others[at]![1]))
  )
}

/**
 * Adds the constants that depend on the size of the batch.
 *
 * @param samples  [batch, …]
 */
export function addVarying(
  builder: GraphBuilder,
  { recording, varying }: BatchFree,
  samples: Value,
): Map<number, Value> {
  const made = new Map<number, Value>()
  for (const { op, inputs } of recording.ops) {
    for (const [place, id] of inputs.entries()) {
      const found = varying.get(id)
      if (!found || made.has(id)) continue
      const isShape = (op === 'Reshape' && place === 1) || (op === 'Slice' && place === 2)
      if ('row' in found) {
        const { dtype, shape, values } = found.row
        const row = builder.constant(dtype, shape, values)
        const sizes = addLengths(builder, found.lengths, samples)
        made.set(id, builder.op('BroadcastTo', [row, sizes], { dtype, shape: shown(found) }))
      } else if (isShape && found.lengths.filter((own) => 'batches' in own).length === 1) {
        made.set(id, builder.constant(dtypes.int32, [found.lengths.length], shown(found)))
      } else made.set(id, addLengths(builder, found.lengths, samples))
    }
  }
  return made
}

function shown({ lengths }: Varying): number[] {
  return lengths.map((own) => ('batches' in own ? -1 : own.number))
}

function addLengths(builder: GraphBuilder, lengths: readonly Length[], samples: Value): Value {
  const { int32 } = dtypes
  const scalar = { dtype: int32, shape: [] }
  const integer = (value: number) => builder.constant(int32, [], [value])
  const vector = (value: number) => builder.constant(int32, [1], [value])
  const sizes = builder.op('Shape', [samples], { dtype: int32, shape: [samples.shape!.length] })
  const batch = builder.op('StridedSlice', [sizes, vector(0), vector(1), vector(1)], scalar, {
    begin_mask: { kind: 'int', value: 0 },
    end_mask: { kind: 'int', value: 0 },
    ellipsis_mask: { kind: 'int', value: 0 },
    new_axis_mask: { kind: 'int', value: 0 },
    shrink_axis_mask: { kind: 'int', value: 1 },
  })
  const values = lengths.map((own) => {
    if ('number' in own) return integer(own.number)
    return own.batches === 1 ? batch : builder.op('Mul', [batch, integer(own.batches)], scalar)
  })
  const axis = { axis: { kind: 'int', value: 0 } } as const
  return builder.op('Pack', values, { dtype: int32, shape: [lengths.length] }, axis)
}
