/**
 * Compiles the training of a group: a step, an evaluation and the judging of an epoch are traced and become the bodies
 * of loops in one graph, so that one native call trains several epochs. Hyperparameters are inputs, so that the graph
 * serves every group of its shape.
 */

import { isOnGpu, nativeBackend } from '../graph/binding.ts'
import { createBuilder, type GraphBuilder } from '../graph/builder.ts'
import { type Entry, loadGraph } from '../graph/compiled-graph.ts'
import { addLoop, type LoopTools } from '../graph/loop.ts'
import { replay, type Substitutes } from '../graph/replay.ts'
import { fewChannelConvolutions } from '../graph/substitutes/few-channels.ts'
import { maxPoolGradient } from '../graph/substitutes/max-pool-gradient.ts'
import { dtypes, type Value } from '../graph/values.ts'
import { addCompiled, canCompile, xlaSubstitutes } from '../graph/xla.ts'
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
import {
  allInOrder,
  dataInputs,
  type GraphInputs,
  inOrder,
  mapData,
  mostEpochs,
  planInputs,
  unflattenInputs,
} from './inputs.ts'
import { addMemory, type GraphMemory } from './memory.ts'
import { addSteps } from './steps.ts'
import { traceGroup } from './trace.ts'

const { float32, int32 } = dtypes

export interface GroupGraph {
  /**
   * Returns the sums of all epochs, [epochs, lanes, sums of both parts], zeros after the last one of the call, and the state
   * after them. With a memory it takes
   * neither data nor state and returns the sums, the best step and the stopped step.
   */
  train: Entry
  memory: GraphMemory | null
  execution: 'graph' | 'xla'
  /** The order of samples and the hyperparameters of a call are padded to as many epochs; null: a call takes any number. */
  epochsOfCall: number | null
  dispose(): void
}

export interface HowToCompile {
  execution: 'graph' | 'xla' // xla: as a graph where an op has no XLA kernel
  hasMemory: boolean // keep data and state in variables on the device between calls
  isLowered: boolean // see `LoopTools`
}

/** @param state  an example: only its shapes are used */
export function compileGroup(
  tf: Tf,
  plan: GroupPlan,
  state: GroupState,
  { execution: wanted, hasMemory, isLowered }: HowToCompile,
): GroupGraph {
  const { binding } = nativeBackend(tf)
  const traces = traceGroup(tf, plan, state)
  const { step, evaluation, finish, judging } = traces
  const isXla = wanted === 'xla' && canCompile(step, [evaluation, finish, judging])
  const execution = isXla ? 'xla' : 'graph'
  const epochsOfCall = isXla ? mostEpochs(plan) : null
  const substitutes = substitutesFor(execution, isOnGpu(tf))
  // XLA compiles loops itself, and inlines what they call
  const tools: LoopTools = { functions: [], isLowered: isLowered && !isXla }
  const parts: GraphParts = {
    plan,
    traces,
    epochsOfCall,
    trainCount: flattenTrain(state.train).length,
    weightsCount: flattenWeights(state.train).length,
    tools,
    write: (builder, recording, values) =>
      replay(builder, binding, recording, values, { substitutes }),
  }
  const top = createBuilder('graph')
  const inputs = placeholders(top, plan, state, epochsOfCall ?? -1)
  const add = (given: GraphInputs<Value>): Value[] =>
    isXla
      ? addCompiled(tools, top, allInOrder(given), (inner, values) =>
          addEpochs(inner, parts, unflattenInputs(given, values)),
        )
      : addEpochs(top, parts, given)
  if (!hasMemory) {
    const outputs = add(inputs)
    const graph = loadGraph(tf, top, tools.functions)
    const train = graph.entry(allInOrder(inputs), outputs)
    return { train, memory: null, execution, epochsOfCall, dispose: graph.dispose }
  }
  const memory = addMemory(top, inputs)
  const [sums, ...after] = add(memory.inputs) as [Value, ...Value[]]
  const outputs = memory.keep(after, [sums, ...pickChosen(after, state)])
  const graph = loadGraph(tf, top, tools.functions)
  return {
    train: graph.entry(inOrder(inputs.call), outputs),
    memory: memory.open(graph),
    execution,
    epochsOfCall,
    dispose: graph.dispose,
  }
}

function substitutesFor(execution: 'graph' | 'xla', onGpu: boolean): Substitutes {
  if (execution === 'xla') return xlaSubstitutes(onGpu)
  return onGpu ? {} : { ...fewChannelConvolutions(), ...maxPoolGradient }
}

/** @param epochs  of the tables of a call; −1: any number */
function placeholders(
  top: GraphBuilder,
  plan: GroupPlan,
  state: GroupState,
  epochs: number,
): GraphInputs<Value> {
  const { batches, optimizer, lanes, folds } = plan
  const like = ({ dtype, shape }: Tensor) =>
    top.placeholder(dtypes[dtype as keyof typeof dtypes], shape)
  return {
    call: {
      epochCount: top.placeholder(int32, []),
      epochsBefore: top.placeholder(int32, []),
      updatesBefore: top.placeholder(int32, []),
      order: top.placeholder(int32, [epochs, folds, batches.count * batches.size]),
      hyperparameters: top.placeholder(float32, [
        epochs < 0 ? -1 : epochs * batches.count,
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
  const { plan, traces, trainCount, weightsCount, epochsOfCall, tools, write } = parts
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
        [
          epochsOfCall === null ? epochCount : top.constant(int32, [], [epochsOfCall]),
          ...sumsShape.map((length) => top.constant(int32, [], [length])),
        ],
        { dtype: int32, shape: [3] },
      ),
      top.constant(float32, [], [0]),
    ],
    { dtype: float32, shape: [epochsOfCall ?? -1, ...sumsShape] },
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
