/** A trained network as plain data, with everything needed for predictions, and the predictions themselves. */
import type { Task } from '../../data/dataset.ts'
import type { FittedInputs, InputBlock } from '../../data/prepare/fitted.ts'
import type { Split } from '../../data/prepare/prepare.ts'
import { uploadSplits } from '../device-data.ts'
import { type EvaluationContext, eachBatch, evaluateSplit } from '../epochs/evaluate.ts'
import type { Predicted } from '../losses/loss.ts'
import type { RowsEvaluation } from '../measure/of-rows.ts'
import type { TargetScale } from '../measure/of-sums.ts'
import { networkShape, samplesTensor } from '../resize.ts'
import type { TrialSpec } from '../spec.ts'
import { dispose, sizeOf, type Tensor, type Tf } from '../tensorflow.ts'
import { hyperparameterTensors, readHyperparameters } from './hyperparameters.ts'
import { buildNetwork, type Network } from './network.ts'
import { pack, unpack } from './packed.ts'
import type { Prediction } from './prediction.ts'

export interface TrainedModel {
  spec: TrialSpec
  task: Task
  inputShape: number[] // of a prepared sample, before preprocess.resize
  classes: string[] | null
  categorical: InputBlock[] // of a prepared sample
  target: TargetScale | null
  inputs: FittedInputs // turns rows into samples
  weights: NamedWeights[] // all parameters, including statistics
}

export interface NamedWeights {
  key: string // 'layers.0.kernel'
  shape: number[]
  values: Float32Array // row-major
}

export function encodeModel({ weights, ...rest }: TrainedModel): Buffer {
  const named = weights.map(({ key, shape }) => ({ key, shape }))
  const arrays = weights.map(({ values }) => values)
  return pack('model', { ...rest, weights: named }, arrays)
}

/** @throws Error if the bytes are not a model */
export function decodeModel(bytes: Uint8Array): TrainedModel {
  const { content, arrays } = unpack('model', bytes)
  // models saved before embeddings existed have no blocks, and need none
  const model = {
    categorical: [],
    ...(content as Omit<TrainedModel, 'categorical'>),
  } as TrainedModel
  const weights = model.weights.map((named, index) => ({ ...named, values: arrays[index]! }))
  return { ...model, weights }
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
        toTable(tf, context.network.loss.predict(tf, outputs), outputs.shape[1]!)
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

/** Calls `use` with the model's tensors, then disposes them. */
export async function withModel<Result>(
  tf: Tf,
  model: TrainedModel,
  use: (context: EvaluationContext) => Promise<Result>,
): Promise<Result> {
  const network = buildNetwork(model.spec, model)
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
  }
  try {
    return await use(context)
  } finally {
    const { weights, statistics, hyperparameters } = context
    dispose(tf, [weights, statistics, hyperparameters])
  }
}

/** Predictions as one table: [1, rows, classes], [1, rows, mean] or [1, rows, mean and deviation]. */
function toTable(tf: Tf, predicted: Predicted, rows: number): Tensor {
  if ('probabilities' in predicted) return predicted.probabilities
  const { mean, deviation } = predicted
  return deviation ? tf.stack([mean, deviation], 2) : tf.reshape(mean, [1, rows, 1])
}

/** @param columns  one row of `toTable` */
function toPrediction({ classes, target }: TrainedModel, columns: Float32Array): Prediction {
  if (classes) {
    const probabilities = Array.from(columns)
    return { label: classes[columns.indexOf(Math.max(...columns))]!, probabilities }
  }
  const { mean, deviation } = target!
  const value = columns[0]! * deviation + mean
  return columns.length === 1 ? { value } : { value, deviation: columns[1]! * deviation }
}
