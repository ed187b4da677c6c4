/** The inputs of a group's graph: tensors when it runs, placeholders while it is built. */
import type { GroupPlan } from '../group/plan.ts'
import { targetInputs } from '../targets/own-units.ts'
import type { Tensor } from '../tensorflow.ts'

/** The inputs of every call, in their order. */
export interface CallInputs<T> {
  epochCount: T // int32 []
  epochsBefore: T // int32 []
  updatesBefore: T // int32 []
  order: T // int32 [epochs, folds, batches · size]
  hyperparameters: T // [epochs · batches, hyperparameterNames, lanes, 1]
  plan: T[] // `planInputs`
}

export interface DataInputs<T> {
  trainX: T
  trainY: T
  trainFactors: T[] // in the order of `RowFactors`
  validationX: T
  validationY: T
  validationFactors: T[]
}

export interface GraphInputs<T> {
  call: CallInputs<T>
  data: DataInputs<T>
  state: T[] // `flattenState`
}

export function mapData<T, U>(data: DataInputs<T>, of: (input: T) => U): DataInputs<U> {
  const entries = Object.entries(data).map(([name, input]) => [
    name,
    Array.isArray(input) ? input.map(of) : of(input),
  ])
  return Object.fromEntries(entries) as DataInputs<U>
}

/** The same inputs with other values, given in the order of `allInOrder`. */
export function unflattenInputs<T, U>(like: GraphInputs<T>, values: readonly U[]): GraphInputs<U> {
  let at = 0
  const next = () => values[at++]!
  const call = Object.fromEntries(
    Object.entries(like.call).map(([name, input]) => [
      name,
      Array.isArray(input) ? input.map(next) : next(),
    ]),
  ) as unknown as CallInputs<U>
  return { call, data: mapData(like.data, next), state: like.state.map(next) }
}

export function allInOrder<T>({ call, data, state }: GraphInputs<T>): T[] {
  return [...inOrder(call), ...inOrder(data), ...state]
}

export function inOrder<T>(inputs: CallInputs<T> | DataInputs<T>): T[] {
  return Object.values(inputs).flat() as T[]
}

/** Epochs whose tables of a call, the order of samples and the hyperparameters, fit into 1 MiB: 1 to 256, a power of two. */
export function mostEpochs({ batches, folds, lanes, optimizer }: GroupPlan): number {
  const ofUpdate = batches.size * folds + optimizer.hyperparameterNames.length * lanes
  const fitting = 2 ** 20 / (4 * batches.count * ofUpdate)
  return Math.min(256, 2 ** Math.max(0, Math.floor(Math.log2(fitting))))
}

/** The data, as inputs of a compiled graph. */
export function dataInputs({ train, validation }: GroupPlan): DataInputs<Tensor> {
  return {
    trainX: train.x,
    trainY: train.y,
    trainFactors: Object.values(train.factors),
    validationX: validation.x,
    validationY: validation.y,
    validationFactors: Object.values(validation.factors),
  }
}

/** All tensors of a plan that a step reads, in a fixed order, as inputs of a compiled graph. */
export function planInputs(plan: GroupPlan): Tensor[] {
  const { hyperparameters, noiseKeys, classWeights, target, rateFactors, judgement } = plan
  const { scale, support, minDelta, patience } = judgement
  return [
    noiseKeys,
    ...hyperparameters.layers.flatMap((layer) => Object.values(layer)),
    ...Object.values(hyperparameters.loss),
    ...(classWeights ? [classWeights] : []),
    ...(target ? targetInputs(target) : []),
    ...(rateFactors ? [rateFactors] : []),
    scale,
    ...(support ? [support] : []),
    minDelta,
    patience,
  ]
}
