/** The network on data that it does not learn from, in large batches. */
import { setImmediate } from 'node:timers/promises'
import type { DeviceSplit } from './device-data.ts'
import { planChunks } from './evaluate-step.ts'
import { type Metrics, metricsOf, sumsOf, type TargetScale } from './metrics.ts'
import { forward, type Network, type Weights } from './network.ts'
import type { Tensor, Tf } from './tensorflow.ts'
import type { Hyper } from './tunables.ts'

export interface EvaluationContext extends Weights {
  network: Network
  hyper: Hyper
}

/** The metrics of the split. Lets other events in between batches. */
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
    const y = tf.expandDims(tf.slice(split.y, [from], [rows]), 0)
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
  return metricsOf(totals, split, { loss, target })
}

/** Values of a function of one lane's outputs, for one batch of samples after the other. */
export async function* eachBatch(
  tf: Tf,
  { network, hyper, weights, statistics }: EvaluationContext,
  x: Tensor, // [rows, ...inputShape]
  read: (outputs: Tensor, from: number, rows: number) => Tensor, // of [1, rows, outputs]
): AsyncGenerator<{ values: Float32Array; rows: number }> {
  const sampleRows = x.shape[0]!
  const { size } = planChunks(network, sampleRows, 1)
  for (let from = 0; from < sampleRows; from += size) {
    const rows = Math.min(size, sampleRows - from)
    const values = tf.tidy(() => {
      const part = rows === sampleRows ? x : tf.slice(x, from, rows)
      const mask = tf.ones([1, rows])
      const context = { x: tf.expandDims(part, 0), weights, statistics, mask, hyper, noise: null }
      const { outputs } = forward(tf, network, context)
      return read(outputs, from, rows).dataSync() as Float32Array
    })
    yield { values, rows }
    if (from + size < sampleRows) await setImmediate()
  }
}
