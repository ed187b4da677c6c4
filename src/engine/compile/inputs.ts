/** What a group's graph is given: tensors when it runs, placeholders when it is written. */

/** What each call is given, in its order. */
export interface CallInputs<T> {
  epochCount: T // int32 []
  epochsBefore: T // int32 []
  updatesBefore: T // int32 []
  order: T // int32 [epochs, folds, batches · size]
  numbers: T // [epochs · batches, numberNames, lanes, 1]
  setting: T[] // `settingInputs`
}

export interface DataInputs<T> {
  trainX: T
  trainY: T
  trainNumbers: T[] // in the order of `RowNumbers`
  validationX: T
  validationY: T
  validationNumbers: T[]
}

export interface GroupInputs<T> {
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
