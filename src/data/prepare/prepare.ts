import { Problem } from '../../errors.ts'
import type { Dataset, Task } from '../dataset.ts'
import { type SizedFold, sizedAlike } from '../split/fold-sizes.ts'
import { searchFolds } from '../split/search-folds.ts'
import type { Fold } from '../split/splits.ts'
import { searchRows, testRows } from '../split/test-rows.ts'
import type { ValidationSpec } from '../split/validation.ts'
import { encodeRows } from './encode-rows.ts'
import { fitInputs } from './fit.ts'
import { categoricalBlocks, encodedShape, type FittedInputs, type InputBlock } from './fitted.ts'
import type { PreprocessSpec } from './preprocess.ts'
import { type FittedTarget, fitTarget } from './target/fit-target.ts'
import { logSlope, transformed } from './target/index.ts'

export interface Split {
  x: Float32Array // [rows, ...inputShape], row-major
  y: Float32Array | Int32Array // [rows]: what the network learns of the target, or class indices
  own?: Float32Array // [rows]: (target − mean) / deviation; absent: y is that
  logSlope?: number // mean of ln |dy / d own| over the rows; absent: 0
  relative?: Float32Array // [rows]: deviation of the target / |target|, 0 where that is 0; not for training rows
  weights?: Float32Array // [rows], weight of each row in the loss; absent: all equal
  rows: number
}

/** One fold of a dataset, encoded as numbers. All trials of a study with equal preprocessing can share it. */
export interface PreparedData {
  task: Task
  inputShape: number[] // shape of a row of x, before the engine resizes images
  classes: string[] | null // null for a regression
  categorical: InputBlock[] // blocks of x; empty for a tensor
  target: FittedTarget | null // null for classes
  train: Split
  validation: Split
  inputs: FittedInputs
}

/**
 * Splits the rows, fits the preprocessing to each fold's training part, and applies it. Test rows are not used.
 *
 * @param options  `validation` null: trains on all rows of the search; the validation part has the same rows, so that
 *   its metrics say nothing of other rows. `seed`: of the study, so that every trial holds back the same rows
 * @returns     one item for each fold of the validation, all of the same shapes
 * @throws Problem 'invalid-study' if a part has no rows, or if no input varies
 */
export function prepare(
  dataset: Dataset,
  options: { preprocess: PreprocessSpec; validation: ValidationSpec | null; seed: number },
): [PreparedData, ...PreparedData[]] {
  const { preprocess, validation, seed } = options
  const rows = searchRows(dataset)
  const folds =
    validation === null
      ? [{ train: rows, validation: rows }]
      : searchFolds(dataset, { validation, seed })
  refuseEmpty(folds)
  const layout = folds.length === 1 ? undefined : rows
  const prepared = sizedAlike(folds, seed).map((fold) =>
    prepareFold(dataset, fold, { preprocess, layout }),
  )
  return prepared as [PreparedData, ...PreparedData[]]
}

/** Refuses empty parts. Studies are checked before they are stored (check-validation.ts); this covers other callers. */
function refuseEmpty(folds: readonly Fold[]): void {
  for (const { train, validation } of folds) {
    if (train.length > 0 && validation.length > 0) continue
    const detail = `${train.length} rows are left to train on and ${validation.length} to validate on`
    throw new Problem('invalid-study', 'The split leaves a part empty.', [
      { pointer: '/validation', detail },
    ])
  }
}

function refuseWeightless({ weights }: Dataset, parts: Fold): void {
  if (!weights) return
  for (const [part, rows] of Object.entries(parts) as ['train' | 'validation', Uint32Array][]) {
    if (rows.some((row) => weights.values[row]! > 0)) continue
    const use = part === 'train' ? 'train on' : 'validate on'
    const detail = `the ${rows.length} rows to ${use} all have weight 0 in '${weights.name}'`
    throw new Problem('invalid-study', 'The split leaves a part whose weights are all 0.', [
      { pointer: '/validation', detail },
    ])
  }
}

function prepareFold(
  dataset: Dataset,
  { own, train, validation }: SizedFold,
  { preprocess, layout }: { preprocess: PreprocessSpec; layout: Uint32Array | undefined },
): PreparedData {
  const { target } = dataset
  const inputs = fitInputs(dataset, own, preprocess, layout)
  const inputShape = encodedShape(inputs)
  if (inputShape[0] === 0) {
    const detail = 'every input column is constant in the training rows'
    throw new Problem('invalid-study', 'There is nothing to learn from.', [
      { pointer: '/dataset', detail },
    ])
  }
  refuseWeightless(dataset, { train, validation })
  const fitted = { inputs, target: targetOf(dataset, own, preprocess) }
  return {
    task: dataset.task,
    inputShape,
    classes: target.type === 'classes' ? target.classes : null,
    categorical: categoricalBlocks(inputs),
    target: fitted.target,
    train: encodeSplit(dataset, fitted, train),
    validation: measuredSplit(dataset, fitted, validation),
    inputs,
  }
}

function targetOf({ target }: Dataset, rows: Uint32Array, preprocess: PreprocessSpec) {
  if (target.type === 'classes') return null
  return fitTarget(
    Float64Array.from(rows, (row) => target.values[row]!),
    preprocess,
  )
}

/** The test rows, encoded like the training rows; empty if testFraction is 0. */
export function testSplit(
  dataset: Dataset,
  fitted: Pick<PreparedData, 'inputs' | 'target'>,
): Split {
  return measuredSplit(dataset, fitted, testRows(dataset))
}

function encodeSplit(
  dataset: Dataset,
  { inputs, target: fitted }: Pick<PreparedData, 'inputs' | 'target'>,
  rows: Uint32Array,
): Split {
  const { target, weights } = dataset
  const common = {
    x: encodeRows(inputs, dataset.inputs, rows),
    ...(weights && { weights: Float32Array.from(rows, (row) => weights.values[row]!) }),
    rows: rows.length,
  }
  if (target.type === 'classes') {
    return { ...common, y: Int32Array.from(rows, (row) => target.labels[row]!) }
  }
  const { mean, deviation, transform } = fitted ?? { mean: 0, deviation: 1 }
  const own = Float64Array.from(rows, (row) => (target.values[row]! - mean) / deviation)
  if (!transform) return { ...common, y: Float32Array.from(own) }
  const slopes = own.map((value) => logSlope(transform, value))
  return {
    ...common,
    y: Float32Array.from(own, (value) => transformed(transform, value)),
    own: Float32Array.from(own),
    logSlope: slopes.reduce((sum, value) => sum + value, 0) / slopes.length,
  }
}

/** Encodes rows that are only measured, with the values that their metrics need. */
function measuredSplit(
  dataset: Dataset,
  fitted: Pick<PreparedData, 'inputs' | 'target'>,
  rows: Uint32Array,
): Split {
  const { target } = dataset
  const split = encodeSplit(dataset, fitted, rows)
  if (target.type === 'classes') return split
  const { deviation } = fitted.target ?? { deviation: 1 }
  const relative = Float32Array.from(rows, (row) => {
    const size = Math.abs(target.values[row]!)
    return size > 0 ? Math.min(deviation / size, mostRelative) : 0
  })
  return { ...split, relative }
}

/** The largest relative value, which is finite in float32. */
const mostRelative = 3e38
