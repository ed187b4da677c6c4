/** The network on data that it does not learn from, in large batches. */
import { setImmediate } from 'node:timers/promises'
import { type DeviceSplit, foldPart } from './device-data.ts'
import { planChunks } from './evaluate-step.ts'
import { type Metrics, metricsOf, sumsOf, type TargetScale } from './metrics.ts'
import { forward, type Network, type Weights } from './network.ts'
import type { Tensor, Tf } from './tensorflow.ts'
import type { Hyper } from './tunables.ts'

export interface EvaluationContext extends Weights {
  network: Network
  hyper: Hyper
}

/** The metrics of a split of one fold. Lets other events in between batches. */
export async function evaluateSplit(
  tf: Tf,
  context: EvaluationContext,
  split: DeviceSplit,
  target: TargetScale | null,
): Promise<Metrics> {
  const { network, hyper } = context
  const { loss, lossOptions: options } = network
  const totals: number[] = []
  for await (const { values } of eachBatch(tf, context, split.x, (outputs, from, rows) => {
    const y = tf.slice(split.y, [0, from], [1, rows])
    const perSample = loss.perSample(tf, {
      outputs,
      targets: y,
      hyper: hyper.loss,
      options,
      training: false,
    })
    return sumsOf(tf, loss, { outputs, perSample, y, mask: tf.ones([1, rows]) })
  })) {
    for (const [index, sum] of values.entries()) totals[index] = (totals[index] ?? 0) + sum
  }
  return metricsOf(totals, foldPart(split, 0), { loss, target })
}

/** Values of a function of one lane's outputs, for one batch of samples after the other. */
export async function* eachBatch(
  tf: Tf,
  { network, hyper, weights, statistics }: EvaluationContext,
  x: Tensor, // [1, rows, ...inputShape]
  read: (outputs: Tensor, from: number, rows: number) => Tensor, // of [1, rows, outputs]
): AsyncGenerator<{ values: Float32Array; rows: number }> {
  const sampleRows = x.shape[1]!
  const { size } = planChunks(network, sampleRows, 1)
  for (let from = 0; from < sampleRows; from += size) {
    const rows = Math.min(size, sampleRows - from)
    const values = tf.tidy(() => {
      const part = rows === sampleRows ? x : rowsOf(tf, x, from, rows)
      const mask = tf.ones([1, rows])
      const context = { x: part, weights, statistics, mask, hyper, noise: null }
      const { outputs } = forward(tf, network, context)
      return read(outputs, from, rows).dataSync() as Float32Array
    })
    yield { values, rows }
    if (from + size < sampleRows) await setImmediate()
  }
}

/** Rows from `from` of each fold, [folds, rows, …]. */
export function rowsOf(tf: Tf, data: Tensor, from: number, rows: number): Tensor {
  const [folds, , ...sample] = data.shape as [number, number, ...number[]]
  return tf.slice(data, [0, from, ...sample.map(() => 0)], [folds, rows, ...sample])
}
