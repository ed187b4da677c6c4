/** Prepared data as tensors, at the network's input size: made once for all trials that share their preprocessing. */
import type { PreparedData, Split } from '../data/prepare.ts'
import { totalSquaresOf } from './metrics.ts'
import { networkShape, samplesTensor } from './resize.ts'
import type { Tensor, Tensor1D, Tf } from './tensorflow.ts'

export interface DeviceSplit {
  x: Tensor // [rows, ...shape of the network's input]
  y: Tensor1D // [rows], int32 class indices or float32 standardised values
  rows: number
  totalSquares: number // of the standardised values about their mean; 0 for classes
}

export interface DeviceData extends Omit<PreparedData, 'train' | 'validation'> {
  train: DeviceSplit
  validation: DeviceSplit
  dispose(): void
}

/** Caller disposes. */
export function uploadData(
  tf: Tf,
  data: PreparedData,
  preprocess: Record<string, unknown> | undefined,
): DeviceData {
  const train = uploadSplit(tf, data.train, data.inputShape, preprocess)
  const validation = uploadSplit(tf, data.validation, data.inputShape, preprocess)
  const dispose = () => tf.dispose([train.x, train.y, validation.x, validation.y])
  return { ...data, train, validation, dispose }
}

/** Caller disposes x and y. */
export function uploadSplit(
  tf: Tf,
  { x, y, rows }: Split,
  inputShape: readonly number[],
  preprocess: Record<string, unknown> | undefined,
): DeviceSplit {
  const target = networkShape(inputShape, preprocess)
  if ('faults' in target) throw new Error(target.faults[0]!.detail)
  const isClasses = y instanceof Int32Array
  return {
    x: samplesTensor(tf, x, inputShape, target.shape),
    y: tf.tensor1d(y, isClasses ? 'int32' : 'float32'),
    rows,
    totalSquares: isClasses ? 0 : totalSquaresOf(y),
  }
}
