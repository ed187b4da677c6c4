/**
 * Compiles the training of a group: a step, an evaluation and the judging of an epoch are traced, and become the bodies
 * of loops in one graph, so that one native call trains several epochs. Everything that is a number is an input: the
 * graph serves every group of its shape.
 */
import { nativeBackend } from './graph/binding.ts'
import { createBuilder, type GraphBuilder } from './graph/builder.ts'
import { type CompiledGraph, loadGraph } from './graph/compiled-graph.ts'
import { addLoop, type LoopTools } from './graph/loop.ts'
import { replay } from './graph/replay.ts'
import type { Recording } from './graph/trace.ts'
import { dtypes, type Value } from './graph/values.ts'
import { type GroupSetting, maskValues, settingInputs } from './group-setting.ts'
import { flattenState, flattenTrain, flattenWeights, type GroupState } from './group-state.ts'
import type { Tensor, Tf } from './tensorflow.ts'
import { type GroupTraces, traceGroup } from './trace-group.ts'

const { float32, int32, bool } = dtypes
const scalar = { dtype: int32, shape: [] }

/** A graph's inputs, in their order. */
export interface GroupInputs<T> {
  epochCount: T // int32 []
  epochsBefore: T // int32 []
  updatesBefore: T // int32 []
  order: T // int32 [epochs, batches · size]
  numbers: T // [epochs · batches, numberNames, lanes, 1]
  trainX: T
  trainY: T
  validationX: T
  validationY: T
  setting: T[] // `settingInputs`
  state: T[] // `flattenState`
}

export function inOrder<T>(inputs: GroupInputs<T>): T[] {
  return Object.values(inputs).flat() as T[]
}

/**
 * The graph's outputs are the sums of all epochs, [epochs, lanes, sums of both parts], and the state after them.
 *
 * @param state      an example: only its shapes matter
 * @param isLowered  see `LoopTools`
 */
export function compileGroup(
  tf: Tf,
  setting: GroupSetting,
  state: GroupState,
  { isLowered }: { isLowered: boolean },
): CompiledGraph {
  const { binding } = nativeBackend(tf)
  const tools: LoopTools = { functions: [], isLowered }
  const plan: Plan = {
    setting,
    traces: traceGroup(tf, setting, state),
    trainCount: flattenTrain(state.train).length,
    weightsCount: flattenWeights(state.train).length,
    tools,
    write: (builder, recording, values) => replay(builder, binding, recording, values),
  }
  const top = createBuilder('graph')
  const inputs = placeholders(top, setting, state)
  const outputs = addEpochs(top, plan, inputs)
  return loadGraph(tf, top, tools.functions, { inputs: inOrder(inputs), outputs })
}

interface Plan {
  setting: GroupSetting
  traces: GroupTraces
  trainCount: number // tensors of the train state
  weightsCount: number // of them, weights and statistics
  tools: LoopTools
  write(builder: GraphBuilder, recording: Recording, values: readonly Value[]): Value[]
}

function placeholders(
  top: GraphBuilder,
  setting: GroupSetting,
  state: GroupState,
): GroupInputs<Value> {
  const { train, validation, batches, optimizer, lanes } = setting
  const like = ({ dtype, shape }: Tensor) =>
    top.placeholder(dtypes[dtype as keyof typeof dtypes], shape)
  return {
    epochCount: top.placeholder(int32, []),
    epochsBefore: top.placeholder(int32, []),
    updatesBefore: top.placeholder(int32, []),
    order: top.placeholder(int32, [-1, batches.count * batches.size]),
    numbers: top.placeholder(float32, [-1, optimizer.numberNames.length, lanes, 1]),
    trainX: like(train.x),
    trainY: like(train.y),
    validationX: like(validation.x),
    validationY: like(validation.y),
    setting: settingInputs(setting).map(like),
    state: flattenState(state).map(like),
  }
}

/** The loop over epochs. */
function addEpochs(top: GraphBuilder, plan: Plan, inputs: GroupInputs<Value>): Value[] {
  const { setting, traces, trainCount, weightsCount, tools, write } = plan
  const { epochCount, state, setting: given, ...rest } = inputs
  const fixed = Object.values(rest)
  const sumsShape = [setting.lanes, 2 * traces.sumCount]
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
    { count: epochCount, invariant: [...fixed, ...given], carried: [emptySums, ...state] },
    (body, epoch, invariant, carried) => {
      const names = Object.keys(rest) as (keyof typeof rest)[]
      const at = Object.fromEntries(names.map((name, index) => [name, invariant[index]!])) as {
        [Name in keyof typeof rest]: Value
      }
      const ownGiven = invariant.slice(fixed.length)
      const [allSums, ...before] = carried as [Value, ...Value[]]

      const [trainSums, ...trained] = addSteps(body, plan, { ...at, given: ownGiven, epoch }, [
        ...before.slice(0, trainCount),
      ]) as [Value, ...Value[]]
      const weights = trained.slice(0, weightsCount)
      const validationSums = addEvaluation(body, plan, { ...at, given: ownGiven }, weights)
      const one = body.constant(int32, [], [1])
      const step = body.op(
        'AddV2',
        [body.op('AddV2', [at.epochsBefore, epoch], scalar), one],
        scalar,
      )
      const tracking = write(body, traces.judging, [
        ...ownGiven,
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

/** The loop over the batches of an epoch: the sums of the training part, and the train state. */
function addSteps(
  outer: GraphBuilder,
  { setting, traces, tools, write }: Plan,
  from: Record<'trainX' | 'trainY' | 'order' | 'numbers' | 'updatesBefore' | 'epoch', Value> & {
    given: Value[]
  },
  state: Value[],
): Value[] {
  const { batches, lanes } = setting
  const { size, count, lastSize } = batches
  const integer = (builder: GraphBuilder, value: number) => builder.constant(int32, [], [value])
  const rowOrder = outer.op('GatherV2', [from.order, from.epoch, integer(outer, 0)], {
    dtype: int32,
    shape: [count * size],
  })
  const firstUpdate = outer.op('Mul', [from.epoch, integer(outer, count)], scalar)
  const emptySums = outer.constant(
    float32,
    [lanes, traces.sumCount],
    new Float32Array(lanes * traces.sumCount),
  )
  const invariant = [
    rowOrder,
    firstUpdate,
    from.trainX,
    from.trainY,
    from.numbers,
    from.updatesBefore,
    ...from.given,
  ]
  return addLoop(
    tools,
    outer,
    { count: integer(outer, count), invariant, carried: [emptySums, ...state] },
    (body, index, fixed, carried) => {
      const [order, first, x, y, numbers, updatesBefore, ...given] = fixed as [
        ...[Value, Value, Value, Value, Value, Value],
        ...Value[],
      ]
      const [sums, ...before] = carried as [Value, ...Value[]]
      const zero = integer(body, 0)
      const begin = body.op('Mul', [index, integer(body, size)], scalar)
      const rows = body.op(
        'Slice',
        [
          order,
          body.op('Reshape', [begin, body.constant(int32, [1], [1])], { dtype: int32, shape: [1] }),
          body.constant(int32, [1], [size]),
        ],
        { dtype: int32, shape: [size] },
      )
      const take = (data: Value) => {
        const taken = body.op('GatherV2', [data, rows, zero], {
          dtype: data.dtype,
          shape: [size, ...data.shape!.slice(1)],
        })
        const shape = [1, ...taken.shape!]
        return body.op('Reshape', [taken, body.constant(int32, [shape.length], shape)], {
          dtype: data.dtype,
          shape,
        })
      }
      const at = body.op('AddV2', [first, index], scalar)
      const ofStep = body.op('GatherV2', [numbers, at, zero], {
        dtype: float32,
        shape: numbers.shape!.slice(1),
      })
      const done = body.op('AddV2', [updatesBefore, at], scalar)
      const step = body.op('AddV2', [done, integer(body, 1)], scalar)
      const mask = addMask(body, index, {
        count,
        full: maskValues(batches, size),
        last: maskValues(batches, lastSize),
      })
      const values = [...given, ...before, take(x), take(y), mask, ofStep, step]
      const [ofBatch, ...after] = write(body, traces.step, values) as [Value, ...Value[]]
      return [body.op('AddV2', [sums, ofBatch], sums), ...after]
    },
  )
}

/** The sums of the validation part, in as many parts as memory asks for. */
function addEvaluation(
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

/** [1, size]: `last` for the last of `count` steps, `full` before it. */
function addMask(
  body: GraphBuilder,
  index: Value,
  { count, full, last }: { count: number; full: Float32Array; last: Float32Array },
): Value {
  const shape = [1, full.length]
  if (last.every((value) => value === 1)) return body.constant(float32, shape, full)
  const isLast = body.op('Equal', [index, body.constant(int32, [], [count - 1])], {
    dtype: bool,
    shape: [],
  })
  const row = body.op('Cast', [isLast], { dtype: int32, shape: [] })
  const masks = body.constant(float32, [2, ...shape], [...full, ...last])
  return body.op('GatherV2', [masks, row, body.constant(int32, [], [0])], { dtype: float32, shape })
}
