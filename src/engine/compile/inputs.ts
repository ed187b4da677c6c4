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

export function inOrder<T>(inputs: CallInputs<T> | DataInputs<T>): T[] {
  return Object.values(inputs).flat() as T[]
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
