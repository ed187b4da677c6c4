/** Evaluates a network in large batches. */
import { setImmediate } from 'node:timers/promises'
import { standardized } from '../calibration/calibration.ts'
import type { DeviceSplit } from '../device-data.ts'
import type { Predicted } from '../losses/loss.ts'
import { evaluateRows, type PredictedRows, type RowsEvaluation } from '../measure/of-rows.ts'
import type { TargetScale } from '../measure/of-sums.ts'
import type { HyperparameterTensors } from '../network/hyperparameters.ts'
import { forward, type Network, type Weights } from '../network/network.ts'
import { joined } from '../network/packed.ts'
import { inOwnUnits, type TargetTensors } from '../targets/own-units.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { planChunks } from './evaluate-step.ts'

export interface EvaluationContext extends Weights {
  network: Network
  hyperparameters: HyperparameterTensors
  target: TargetTensors | null
}

/** The metrics of a split of one fold. Yields to the event loop between batches. */
export async function evaluateSplit(
  tf: Tf,
  context: EvaluationContext,
  split: DeviceSplit,
  scale: TargetScale | null,
): Promise<RowsEvaluation> {
  const rows = await predictRows(tf, context, split)
  return evaluateRows(rows, split.facts[0]!, { loss: context.network.loss, target: scale })
}

/** Predictions and losses of a split of one fold. Yields to the event loop between batches. */
export async function predictRows(
  tf: Tf,
  context: EvaluationContext,
  split: DeviceSplit,
): Promise<PredictedRows> {
  const { network, hyperparameters, target } = context
  const { loss, lossOptions: options } = network
  const losses: Float32Array[] = []
  const residuals: Float32Array[] = []
  const predictions: Float32Array[] = []
  let hasResiduals = false
  const read = (outputs: Tensor, from: number, rows: number) => {
    const targets = tf.slice(split.y, [0, from], [1, rows])
    const given = {
      outputs,
      targets,
      hyperparameters: hyperparameters.loss,
      options,
      training: false,
    }
    const predicted = loss.predict(tf, outputs)
    const z = standardized(tf, predicted, targets)
    hasResiduals = z !== null
    const columns = [loss.perSample(tf, given), ...(z ? [z] : [])].map((own) => {
      return tf.expandDims(own, 2)
    })
    return tf.concat([...columns, toPoints(tf, inOwnUnits(tf, predicted, target))], 2)
  }
  for await (const { values, rows } of eachBatch(tf, context, split.x, read)) {
    const width = values.length / rows
    const column = (at: number) =>
      Float32Array.from({ length: rows }, (_, row) => values[row * width + at]!)
    losses.push(column(0))
    if (hasResiduals) residuals.push(column(1))
    predictions.push(values.filter((_, at) => at % width > Number(hasResiduals)))
  }
  const { weights, relative, own = split.y } = split.factors
  const download = async (own: Tensor | undefined) =>
    own === undefined ? null : ((await own.data()) as Float32Array)
  return {
    perSample: joined(losses),
    predicted: joined(predictions),
    y: (await own.data()) as Int32Array | Float32Array,
    weights: await download(weights),
    relative: await download(relative),
    ...(residuals.length > 0 && { z: joined(residuals) }),
  }
}

/** [1, rows, classes] or [1, rows, 1]. */
function toPoints(tf: Tf, predicted: Predicted): Tensor {
  return 'probabilities' in predicted ? predicted.probabilities : tf.expandDims(predicted.mean, 2)
}

/** Applies a function to one lane's outputs, batch by batch, and concatenates the results. */
export async function* eachBatch(
  tf: Tf,
  { network, hyperparameters, weights, statistics }: EvaluationContext,
  x: Tensor, // [1, rows, ...inputShape]
  read: (outputs: Tensor, from: number, rows: number) => Tensor, // of [1, rows, outputs]
): AsyncGenerator<{ values: Float32Array; rows: number }> {
  const sampleRows = x.shape[1]!
  const { size } = planChunks(network, sampleRows, 1)
  for (let from = 0; from < sampleRows; from += size) {
    const rows = Math.min(size, sampleRows - from)
    const values = tf.tidy(() => {
      const part = rows === sampleRows ? x : sliceRows(tf, x, from, rows)
      const mask = tf.ones([1, rows])
      const context = { x: part, weights, statistics, mask, hyperparameters, noise: null }
      const { outputs } = forward(tf, network, context)
      return read(outputs, from, rows).dataSync() as Float32Array
    })
    yield { values, rows }
    if (from + size < sampleRows) await setImmediate()
  }
}

/** Rows from `from` of each fold, [folds, rows, …]. */
export function sliceRows(tf: Tf, data: Tensor, from: number, rows: number): Tensor {
  const [folds, , ...sample] = data.shape as [number, number, ...number[]]
  return tf.slice(data, [0, from, ...sample.map(() => 0)], [folds, rows, ...sample])
}
