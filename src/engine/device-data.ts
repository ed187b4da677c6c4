/** Prepared data as tensors, at the network's input size: made once for all trials that share their preprocessing. */
import type { PreparedData, Split } from '../data/prepare.ts'
import { isOnGpu } from './graph/binding.ts'
import { totalSquaresOf } from './metrics.ts'
import { networkShape, samplesTensor } from './resize.ts'
import type { Tensor, Tf } from './tensorflow.ts'

/** One part of the data, of all folds. */
export interface DeviceSplit {
  x: Tensor // [folds, rows, ...shape of the network's input]
  y: Tensor // [folds, rows], class indices or standardised values
  rows: number // of a fold
  totalSquares: number[] // by fold, of the standardised values about their mean; 0 for classes
}

export interface DeviceData
  extends Pick<PreparedData, 'task' | 'inputShape' | 'classes' | 'categorical'> {
  folds: Pick<PreparedData, 'target' | 'inputs'>[]
  train: DeviceSplit
  validation: DeviceSplit
  dispose(): void
}

/** @param folds  of one shape; the caller disposes */
export function uploadData(
  tf: Tf,
  folds: readonly PreparedData[],
  preprocess: Record<string, unknown> | undefined,
): DeviceData {
  const { task, inputShape, classes, categorical } = folds[0]!
  const upload = (part: 'train' | 'validation') =>
    uploadSplits(
      tf,
      folds.map((fold) => fold[part]),
      inputShape,
      preprocess,
    )
  const [train, validation] = [upload('train'), upload('validation')]
  return {
    task,
    inputShape,
    classes,
    categorical,
    folds: folds.map(({ target, inputs }) => ({ target, inputs })),
    train,
    validation,
    dispose: () => tf.dispose([train.x, train.y, validation.x, validation.y]),
  }
}

/** Caller disposes x and y. */
export function uploadSplits(
  tf: Tf,
  splits: readonly Split[],
  inputShape: readonly number[],
  preprocess: Record<string, unknown> | undefined,
): DeviceSplit {
  const target = networkShape(inputShape, preprocess)
  if ('faults' in target) throw new Error(target.faults[0]!.detail)
  const stacked = (of: (split: Split) => Tensor): Tensor =>
    tf.tidy(() => {
      const parts = splits.map(of)
      return parts.length === 1 ? tf.expandDims(parts[0]!, 0) : tf.stack(parts)
    })
  // int32 is host memory to most of TensorFlow's GPU kernels: labels would be copied back and forth at each step
  const dtype = splits[0]!.y instanceof Int32Array && !isOnGpu(tf) ? 'int32' : 'float32'
  return {
    x: stacked(({ x }) => samplesTensor(tf, x, inputShape, target.shape)),
    y: stacked(({ y }) => tf.tensor1d(y, dtype)),
    rows: splits[0]!.rows,
    totalSquares: splits.map(({ y }) => (y instanceof Int32Array ? 0 : totalSquaresOf(y))),
  }
}

/** What metrics of one fold are computed from. */
export function foldPart({ rows, totalSquares }: DeviceSplit, fold: number) {
  return { rows, totalSquares: totalSquares[fold]! }
}
