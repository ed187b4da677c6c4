/**
 * Compiles the training of a group: a step, an evaluation and the judging of an epoch are traced and become the bodies
 * of loops in one graph, so that one native call trains several epochs. Hyperparameters are inputs, so that the graph
 * serves every group of its shape.
 */

import { nativeBackend } from '../graph/binding.ts'
import { createBuilder, type GraphBuilder } from '../graph/builder.ts'
import { type Entry, loadGraph } from '../graph/compiled-graph.ts'
import { addLoop, type LoopTools } from '../graph/loop.ts'
import { replay } from '../graph/replay.ts'
import { dtypes, type Value } from '../graph/values.ts'
import type { GroupPlan } from '../group/plan.ts'
import {
  flattenState,
  flattenTrain,
  flattenWeights,
  type GroupState,
  pickChosen,
} from '../group/state.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { addEvaluation } from './evaluation.ts'
import { type GraphParts, scalar } from './graph-parts.ts'
import { dataInputs, type GraphInputs, inOrder, mapData, planInputs } from './inputs.ts'
import { addMemory, type GraphMemory } from './memory.ts'
import { addSteps } from './steps.ts'
import { traceGroup } from './trace.ts'

const { float32, int32 } = dtypes

export interface GroupGraph {
  /**
   * Returns the sums of all epochs, [epochs, lanes, sums of both parts], and the state after them. With a memory it takes
   * neither data nor state and returns the sums, the best step and the stopped step.
   */
  train: Entry
  memory: GraphMemory | null
  dispose(): void
}

/**
 * @param state      an example: only its shapes are used
 * @param hasMemory  keep data and state in variables on the device between calls
 * @param isLowered  see `LoopTools`
 */
export function compileGroup(
  tf: Tf,
  plan: GroupPlan,
  state: GroupState,
  { hasMemory, isLowered }: { hasMemory: boolean; isLowered: boolean },
): GroupGraph {
  const { binding } = nativeBackend(tf)
  const tools: LoopTools = { functions: [], isLowered }
  const parts: GraphParts = {
    plan,
    traces: traceGroup(tf, plan, state),
    trainCount: flattenTrain(state.train).length,
    weightsCount: flattenWeights(state.train).length,
    tools,
    write: (builder, recording, values) => replay(builder, binding, recording, values),
  }
  const top = createBuilder('graph')
  const inputs = placeholders(top, plan, state)
  const called = inOrder(inputs.call)
  if (!hasMemory) {
    const outputs = addEpochs(top, parts, inputs)
    const graph = loadGraph(tf, top, tools.functions)
    const all = [...called, ...inOrder(inputs.data), ...inputs.state]
    return { train: graph.entry(all, outputs), memory: null, dispose: graph.dispose }
  }
  const memory = addMemory(top, inputs)
  const [sums, ...after] = addEpochs(top, parts, memory.inputs) as [Value, ...Value[]]
  const outputs = memory.keep(after, [sums, ...pickChosen(after, state)])
  const graph = loadGraph(tf, top, tools.functions)
  return {
    train: graph.entry(called, outputs),
    memory: memory.open(graph),
    dispose: graph.dispose,
  }
}

function placeholders(top: GraphBuilder, plan: GroupPlan, state: GroupState): GraphInputs<Value> {
  const { batches, optimizer, lanes, folds } = plan
  const like = ({ dtype, shape }: Tensor) =>
    top.placeholder(dtypes[dtype as keyof typeof dtypes], shape)
  return {
    call: {
      epochCount: top.placeholder(int32, []),
      epochsBefore: top.placeholder(int32, []),
      updatesBefore: top.placeholder(int32, []),
      order: top.placeholder(int32, [-1, folds, batches.count * batches.size]),
      hyperparameters: top.placeholder(float32, [
        -1,
        optimizer.hyperparameterNames.length,
        lanes,
        1,
      ]),
      plan: planInputs(plan).map(like),
    },
    data: mapData(dataInputs(plan), like),
    state: flattenState(state).map(like),
  }
}

/** The loop over epochs. */
function addEpochs(
  top: GraphBuilder,
  parts: GraphParts,
  { call, data, state }: GraphInputs<Value>,
): Value[] {
  const { plan, traces, trainCount, weightsCount, tools, write } = parts
  const { epochCount, plan: given, ...others } = call
  const { trainFactors, validationFactors, ...tensors } = data
  const rest = { ...others, ...tensors }
  const lists = { given, trainFactors, validationFactors }
  const fixed = Object.values(rest)
  const { train: ofTrain, validation: ofValidation } = plan.sums
  const sumsShape = [plan.lanes, ofTrain.count + ofValidation.count]
  const emptySums = top.op(
    'Fill',
    [
      top.op(
        'Pack',
        [epochCount, ...sumsShape.map((length) => top.constant(int32, [], [length]))],
        { dtype: int32, shape: [3] },
      ),
      top.constant(float32, [], [0]),
    ],
    { dtype: float32, shape: [-1, ...sumsShape] },
  )
  return addLoop(
    tools,
    top,
    {
      count: epochCount,
      invariant: [...fixed, ...Object.values(lists).flat()],
      carried: [emptySums, ...state],
    },
    (body, epoch, invariant, carried) => {
      const names = Object.keys(rest) as (keyof typeof rest)[]
      const at = Object.fromEntries(names.map((name, index) => [name, invariant[index]!])) as {
        [Name in keyof typeof rest]: Value
      }
      const own = partedLike(lists, invariant.slice(fixed.length))
      const [allSums, ...before] = carried as [Value, ...Value[]]

      const [trainSums, ...trained] = addSteps(body, parts, { ...at, ...own, epoch }, [
        ...before.slice(0, trainCount),
      ]) as [Value, ...Value[]]
      const weights = trained.slice(0, weightsCount)
      const validationSums = addEvaluation(body, parts, { ...at, ...own }, weights)
      const one = body.constant(int32, [], [1])
      const step = body.op(
        'AddV2',
        [body.op('AddV2', [at.epochsBefore, epoch], scalar), one],
        scalar,
      )
      const tracking = write(body, traces.judging, [
        ...own.given,
        ...before.slice(trainCount),
        step,
        trainSums,
        validationSums,
        ...weights,
      ])
      const bothSums = body.op(
        'ConcatV2',
        [trainSums, validationSums, body.constant(int32, [], [1])],
        { dtype: float32, shape: sumsShape },
      )
      const sums = body.op(
        'TensorScatterUpdate',
        [
          allSums,
          body.op('Reshape', [epoch, body.constant(int32, [2], [1, 1])], {
            dtype: int32,
            shape: [1, 1],
          }),
          body.op('ExpandDims', [bothSums, body.constant(int32, [], [0])], {
            dtype: float32,
            shape: [1, ...sumsShape],
          }),
        ],
        allSums,
      )
      return [sums, ...trained, ...tracking]
    },
  )
}

/** Splits a flat list into lists of the original lengths. */
function partedLike<Name extends string>(
  lists: Record<Name, readonly Value[]>,
  values: readonly Value[],
): Record<Name, Value[]> {
  let at = 0
  const parted = Object.entries<readonly Value[]>(lists).map(([name, { length }]) => {
    at += length
    return [name, values.slice(at - length, at)]
  })
  return Object.fromEntries(parted) as Record<Name, Value[]>
}
