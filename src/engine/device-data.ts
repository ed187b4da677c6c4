/** Uploads prepared data as tensors of the network's input size, once for all trials with the same preprocessing. */
import type { PreparedData, Split } from '../data/prepare/prepare.ts'
import { isOnGpu } from './graph/binding.ts'
import { type PartFacts, sumSquaredDeviations } from './measure/of-sums.ts'
import type { Part } from './metrics/metric.ts'
import { networkShape, samplesTensor } from './resize.ts'
import { dispose, type Tensor, type Tf } from './tensorflow.ts'

/** One part of the data (training or validation) of all folds. */
export interface DeviceSplit {
  x: Tensor // [folds, rows, ...shape of the network's input]
  y: Tensor // [folds, rows], class indices or what the network learns of the target
  factors: RowFactors // one for each row, beside y
  rows: number // of a fold
  facts: PartFacts[] // by fold
}

/** [folds, rows] each. */
export interface RowFactors {
  weights?: Tensor // in the loss, 1 on average over the part's rows of a fold
  relative?: Tensor // see `Split`
  own?: Tensor // see `Split`
}

export function mapFactors(factors: RowFactors, map: (tensor: Tensor) => Tensor): RowFactors {
  return Object.fromEntries(Object.entries(factors).map(([name, factor]) => [name, map(factor)]))
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
  const upload = (part: Part) =>
    uploadSplits(
      tf,
      folds.map((fold) => fold[part]),
      { inputShape, classes },
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
    dispose: () => {
      for (const { x, y, factors } of [train, validation]) dispose(tf, [x, y, factors])
    },
  }
}

/** Caller disposes x, y and the factors. */
export function uploadSplits(
  tf: Tf,
  splits: readonly Split[],
  { inputShape, classes }: { inputShape: readonly number[]; classes: readonly string[] | null },
  preprocess: Record<string, unknown> | undefined,
): DeviceSplit {
  const target = networkShape(inputShape, preprocess)
  if ('faults' in target) throw new Error(target.faults[0]!.detail)
  const stacked = (of: (split: Split) => Tensor): Tensor =>
    tf.tidy(() => {
      const parts = splits.map(of)
      return parts.length === 1 ? tf.expandDims(parts[0]!, 0) : tf.stack(parts)
    })
  // most of TensorFlow's GPU kernels keep int32 in host memory: labels would be copied at each step
  const dtype = splits[0]!.y instanceof Int32Array && !isOnGpu(tf) ? 'int32' : 'float32'
  return {
    x: stacked(({ x }) => samplesTensor(tf, x, inputShape, target.shape)),
    y: stacked(({ y }) => tf.tensor1d(y, dtype)),
    factors: {
      ...(splits[0]!.weights && {
        weights: stacked((split) => tf.tensor1d(scaledWeights(split)!)),
      }),
      ...(splits[0]!.relative && { relative: stacked((split) => tf.tensor1d(split.relative!)) }),
      ...(splits[0]!.own && { own: stacked((split) => tf.tensor1d(split.own!)) }),
    },
    rows: splits[0]!.rows,
    facts: splits.map((split) => summarizeSplit(split, classes?.length ?? 0)),
  }
}

/** NaN where all weights are 0. */
function scaledWeights({ weights, rows }: Split): Float32Array | null {
  if (weights === undefined) return null
  const total = weights.reduce((sum, own) => sum + own, 0)
  return weights.map((own) => (own / total) * rows)
}

function summarizeSplit(split: Split, classes: number): PartFacts {
  const { y, own = y, logSlope = 0, rows, relative } = split
  const support = new Array<number>(classes).fill(0)
  const weightByClass = new Array<number>(classes).fill(0)
  const weights = scaledWeights(split)
  for (const [row, label] of y instanceof Int32Array ? y.entries() : []) {
    support[label]! += 1
    weightByClass[label]! += weights?.[row] ?? 1
  }
  return {
    rows,
    totalSquares: y instanceof Int32Array ? 0 : sumSquaredDeviations(own),
    logSlope,
    support,
    weightByClass,
    relativeRows: relative?.reduce((count, own) => count + (own > 0 ? 1 : 0), 0) ?? 0,
  }
}
