/** The parts that a group's graph is built from. */
import type { GraphBuilder } from '../graph/builder.ts'
import type { LoopTools } from '../graph/loop.ts'
import type { Recording } from '../graph/trace.ts'
import { dtypes, type Value } from '../graph/values.ts'
import type { GroupPlan } from '../group/plan.ts'
import type { GroupTraces } from './trace.ts'

export const scalar = { dtype: dtypes.int32, shape: [] }

export interface GraphParts {
  plan: GroupPlan
  traces: GroupTraces
  trainCount: number // tensors of the train state
  weightsCount: number // the first of them: evaluated weights and statistics
  epochsOfCall: number | null // see `GroupGraph`
  tools: LoopTools
  write(builder: GraphBuilder, recording: Recording, values: readonly Value[]): Value[]
}

/** [1, size]: `last` for the last of `count` steps, `full` before it. */
export function addMask(
  body: GraphBuilder,
  index: Value,
  { count, full, last }: { count: number; full: Float32Array; last: Float32Array },
): Value {
  const shape = [1, full.length]
  if (last.every((value) => value === 1)) return body.constant(dtypes.float32, shape, full)
  const isLast = body.op('Equal', [index, body.constant(dtypes.int32, [], [count - 1])], {
    dtype: dtypes.bool,
    shape: [],
  })
  const row = body.op('Cast', [isLast], { dtype: dtypes.int32, shape: [] })
  const masks = body.constant(dtypes.float32, [2, ...shape], [...full, ...last])
  return body.op('GatherV2', [masks, row, body.constant(dtypes.int32, [], [0])], {
    dtype: dtypes.float32,
    shape,
  })
}
