/** A trained network as plain data, with everything needed for predictions, and the predictions themselves. */
import type { Task } from '../../data/dataset.ts'
import type { FittedInputs, InputBlock } from '../../data/prepare/fitted.ts'
import type { Split } from '../../data/prepare/prepare.ts'
import type { FittedTarget } from '../../data/prepare/target/fit-target.ts'
import { type Calibration, calibratedLoss } from '../calibration/calibration.ts'
import { uploadSplits } from '../device-data.ts'
import { type EvaluationContext, eachBatch, evaluateSplit } from '../epochs/evaluate.ts'
import type { Predicted } from '../losses/loss.ts'
import type { RowsEvaluation } from '../measure/of-rows.ts'
import { networkShape, samplesTensor } from '../resize.ts'
import type { TrialSpec } from '../spec.ts'
import { bounded, restored, type TargetTensors, targetTensors } from '../targets/own-units.ts'
import { dispose, sizeOf, type Tensor, type Tf } from '../tensorflow.ts'
import { hyperparameterTensors, readHyperparameters } from './hyperparameters.ts'
import { buildNetwork, type Network } from './network.ts'
import { pack, unpack } from './packed.ts'
import { type Prediction, within90 } from './prediction.ts'

export interface TrainedModel {
  spec: TrialSpec
  task: Task
  inputShape: number[] // of a prepared sample, before preprocess.resize
  classes: string[] | null
  categorical: InputBlock[] // of a prepared sample
  target: FittedTarget | null
  inputs: FittedInputs // turns rows into samples
  weights: NamedWeights[] // all parameters, including statistics
  calibration?: Calibration // of a predicted distribution; absent: it is used as it is
}

export interface NamedWeights {
  key: string // 'layers.0.kernel'
  shape: number[]
  values: Float32Array // row-major
}

/** A model without the values of its weights. */
export type ModelContent = Omit<TrainedModel, 'weights'> & {
  weights: Omit<NamedWeights, 'values'>[]
}

/** What a file has of a model. */
export function modelParts({ weights, ...rest }: TrainedModel): {
  content: ModelContent
  arrays: Float32Array[]
} {
  const named = weights.map(({ key, shape }) => ({ key, shape }))
  return { content: { ...rest, weights: named }, arrays: weights.map(({ values }) => values) }
}

export function encodeModel(model: TrainedModel): Buffer {
  const { content, arrays } = modelParts(model)
  return pack('model', content, arrays)
}

/** @throws Error if the bytes are not a model */
export function decodeModel(bytes: Uint8Array): TrainedModel {
  const { content, arrays } = unpack('model', bytes)
  return decodeContent(content as ModelContent, arrays)
}

/** The model of `modelParts`. */
export function decodeContent(
  content: ModelContent,
  arrays: readonly Float32Array[],
): TrainedModel {
  const weights = content.weights.map((named, index) => ({ ...named, values: arrays[index]! }))
  // models saved before embeddings existed have no blocks, and need none
  return { ...content, categorical: content.categorical ?? [], weights }
}

/** @param x  prepared samples, [rows, ...model.inputShape] */
export async function predict(tf: Tf, model: TrainedModel, x: Float32Array): Promise<Prediction[]> {
  if (x.length === 0) return []
  if (x.length % sizeOf(model.inputShape) !== 0) {
    throw new RangeError(
      `${x.length} values are not a whole number of samples of shape [${model.inputShape}]`,
    )
  }
  const input = networkShape(model.inputShape, model.spec.preprocess)
  if ('faults' in input) throw new Error(input.faults[0]!.detail)
  return withModel(tf, model, async (context) => {
    const samples = tf.tidy(() =>
      tf.expandDims(samplesTensor(tf, x, model.inputShape, input.shape), 0),
    )
    try {
      const predictions: Prediction[] = []
      const read = (outputs: Tensor) =>
        toTable(tf, context.network.loss.predict(tf, outputs), context.target)
      for await (const { values, rows } of eachBatch(tf, context, samples, read)) {
        const width = values.length / rows
        for (let row = 0; row < rows; row++) {
          predictions.push(toPrediction(model, values.subarray(row * width, (row + 1) * width)))
        }
      }
      return predictions
    } finally {
      samples.dispose()
    }
  })
}

/** Evaluates a model on prepared samples, such as the test rows. */
export async function evaluate(tf: Tf, model: TrainedModel, split: Split): Promise<RowsEvaluation> {
  return withModel(tf, model, async (context) => {
    const uploaded = uploadSplits(tf, [split], model, model.spec.preprocess)
    try {
      return await evaluateSplit(tf, context, uploaded, model.target)
    } finally {
      dispose(tf, [uploaded.x, uploaded.y, uploaded.factors])
    }
  })
}

/** Splits flat weights into named ones. */
export function namedWeights(
  { parameters }: Network,
  flat: { weights: Float32Array; statistics: Float32Array },
): NamedWeights[] {
  let weightsAt = 0
  let statisticsAt = 0
  return parameters.map(({ key, shape, trainable }) => {
    const size = sizeOf(shape)
    const values = trainable
      ? flat.weights.slice(weightsAt, weightsAt + size)
      : flat.statistics.slice(statisticsAt, statisticsAt + size)
    if (trainable) weightsAt += size
    else statisticsAt += size
    return { key, shape, values }
  })
}

/** Calls `use` with the model's tensors and its calibrated network, then disposes them. */
export async function withModel<Result>(
  tf: Tf,
  model: TrainedModel,
  use: (context: EvaluationContext) => Promise<Result>,
): Promise<Result> {
  const built = buildNetwork(model.spec, model)
  const network = { ...built, loss: calibratedLoss(built.loss, model.calibration) }
  const flat = (trainable: boolean) => {
    const own = network.parameters.flatMap((parameter, index) =>
      parameter.trainable === trainable ? [model.weights[index]!.values] : [],
    )
    return own.length === 0
      ? null
      : tf.tidy(() => tf.expandDims(tf.concat1d(own.map((v) => tf.tensor1d(v))), 0))
  }
  const context = {
    network,
    weights: flat(true)!,
    statistics: flat(false),
    hyperparameters: hyperparameterTensors(tf, [readHyperparameters(model.spec)]),
    target: targetTensors(tf, [model.target]),
  }
  try {
    return await use(context)
  } finally {
    const { weights, statistics, hyperparameters, target } = context
    dispose(tf, [weights, statistics, hyperparameters, target])
  }
}

/**
 * Predictions as one table: [1, rows, classes]; or in `own` the bounded and the unbounded value, and of a distribution
 * also the deviation and the ends of the interval: [1, rows, 2 or 5].
 */
function toTable(tf: Tf, predicted: Predicted, target: TargetTensors | null): Tensor {
  if ('probabilities' in predicted) return predicted.probabilities
  return tf.stack(ownColumns(tf, predicted, target), 2)
}

/**
 * In `own` (see own-units.ts), [lanes, rows] each: the bounded and the unbounded value, and of a distribution the deviation
 * and the ends of the interval.
 */
export function ownColumns(
  tf: Tf,
  { mean, deviation, reach = within90 }: Extract<Predicted, { mean: Tensor }>,
  target: TargetTensors | null,
): [Tensor, Tensor] | [Tensor, Tensor, Tensor, Tensor, Tensor] {
  const at = (deviations: number) =>
    restored(tf, deviation ? tf.add(mean, tf.mul(deviation, deviations)) : mean, target)
  const value = at(0)
  if (deviation === null) return [bounded(tf, value, target), value]
  const spread = target?.type ? tf.div(tf.sub(at(1), at(-1)), 2) : deviation
  return [bounded(tf, value, target), value, spread, at(-reach), at(reach)]
}

/** @param columns  one row of `toTable` */
function toPrediction({ classes, target }: TrainedModel, columns: Float32Array): Prediction {
  if (classes) {
    const probabilities = Array.from(columns)
    return { label: classes[columns.indexOf(Math.max(...columns))]!, probabilities }
  }
  const { mean, deviation } = target!
  const [own, unbounded, spread, low, high] = columns as unknown as [number, number, ...number[]]
  const value = own * deviation + mean
  return {
    value,
    ...(own !== unbounded && { clipped: true as const }),
    ...(spread !== undefined && {
      deviation: spread * deviation,
      interval: [
        Math.min(low! * deviation + mean, value),
        Math.max(high! * deviation + mean, value),
      ] satisfies [number, number],
    }),
  }
}
