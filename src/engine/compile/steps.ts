/** Adds the training steps of an epoch to a graph, as a loop over batches. */

import type { GraphBuilder } from '../graph/builder.ts'
import { addLoop } from '../graph/loop.ts'
import { dtypes, type Value } from '../graph/values.ts'
import { laneFolds, maskValues } from '../group/plan.ts'
import { addMask, type GraphParts, scalar } from './graph-parts.ts'

const { float32, int32 } = dtypes

/** @returns the sums of the training part, and the train state after the epoch */
export function addSteps(
  outer: GraphBuilder,
  { plan, traces, tools, write }: GraphParts,
  from: Record<
    'trainX' | 'trainY' | 'order' | 'hyperparameters' | 'updatesBefore' | 'epoch',
    Value
  > &
    Record<'trainFactors' | 'given', Value[]>,
  state: Value[],
): Value[] {
  const { batches, lanes, folds, train } = plan
  const ofLanes = laneFolds(plan)
  const { size, count, lastSize } = batches
  const integer = (builder: GraphBuilder, value: number) => builder.constant(int32, [], [value])
  const rowOrder = outer.op('GatherV2', [from.order, from.epoch, integer(outer, 0)], {
    dtype: int32,
    shape: [folds, count * size],
  })
  /** The rows of all folds, concatenated. */
  const flat = (data: Value) => {
    const shape = [folds * train.rows, ...data.shape!.slice(2)]
    const lengths = outer.constant(int32, [shape.length], shape)
    return outer.op('Reshape', [data, lengths], { dtype: data.dtype, shape })
  }
  const firstUpdate = outer.op('Mul', [from.epoch, integer(outer, count)], scalar)
  const emptySums = outer.constant(
    float32,
    [lanes, plan.sums.train.count],
    new Float32Array(lanes * plan.sums.train.count),
  )
  const data = [from.trainX, from.trainY, ...from.trainFactors]
  const invariant = [
    rowOrder,
    firstUpdate,
    from.hyperparameters,
    from.updatesBefore,
    ...data.map(flat),
    ...from.given,
  ]
  return addLoop(
    tools,
    outer,
    { count: integer(outer, count), invariant, carried: [emptySums, ...state] },
    (body, index, fixed, carried) => {
      const [order, first, hyperparameters, updatesBefore, ...others] = fixed as [
        ...[Value, Value, Value, Value],
        ...Value[],
      ]
      const given = others.slice(data.length)
      const [sums, ...before] = carried as [Value, ...Value[]]
      const zero = integer(body, 0)
      const begin = body.op('Mul', [index, integer(body, size)], scalar)
      const ofFolds = body.op(
        'Slice',
        [
          order,
          body.op('Pack', [zero, begin], { dtype: int32, shape: [2] }),
          body.constant(int32, [2], [folds, size]),
        ],
        { dtype: int32, shape: [folds, size] },
      )
      const rows = ofLanes
        ? body.op('GatherV2', [ofFolds, body.constant(int32, [lanes], ofLanes), zero], {
            dtype: int32,
            shape: [lanes, size],
          })
        : ofFolds
      const take = (data: Value) =>
        body.op('GatherV2', [data, rows, zero], {
          dtype: data.dtype,
          shape: [...rows.shape!, ...data.shape!.slice(1)],
        })
      const at = body.op('AddV2', [first, index], scalar)
      const ofStep = body.op('GatherV2', [hyperparameters, at, zero], {
        dtype: float32,
        shape: hyperparameters.shape!.slice(1),
      })
      const done = body.op('AddV2', [updatesBefore, at], scalar)
      const step = body.op('AddV2', [done, integer(body, 1)], scalar)
      const mask = addMask(body, index, {
        count,
        full: maskValues(batches, size),
        last: maskValues(batches, lastSize),
      })
      const batch = others.slice(0, data.length).map(take)
      const values = [...given, ...before, ...batch, mask, ofStep, step]
      const [ofBatch, ...after] = write(body, traces.step, values) as [Value, ...Value[]]
      return [body.op('AddV2', [sums, ofBatch], sums), ...after]
    },
  )
}
