/** Metric sums of rows that are not learned from, as a pure function of tensors. */
import { sumsOf } from './metrics.ts'
import { forward, type Network, type Weights } from './network.ts'
import { sizeOf, type Tensor, type Tf } from './tensorflow.ts'
import type { Batch } from './train-step.ts'
import type { Hyper } from './tunables.ts'

/** [lanes, sums], see `sumsOf`. Call within `tf.tidy`. */
export function evaluateStep(
  tf: Tf,
  { network, hyper }: { network: Network; hyper: Hyper },
  { weights, statistics }: Weights,
  batch: Batch,
): Tensor {
  const { loss, lossOptions: options } = network
  const { outputs } = forward(tf, network, { ...batch, weights, statistics, hyper, noise: null })
  const perSample = loss.perSample(tf, {
    outputs,
    targets: batch.y,
    hyper: hyper.loss,
    options,
    training: false,
  })
  return sumsOf(tf, loss, { ...batch, outputs, perSample })
}

/** How rows are split into parts of one size; the last part may begin with rows of the one before. */
export interface Chunks {
  size: number
  count: number
  repeated: number // rows at the start of the last part that were counted before
}

/** Parts whose activations stay below 8 MiB, and no more than 1,024 rows. */
export function planChunks({ shapes }: Network, rows: number, lanes: number): Chunks {
  const bytes = 4 * lanes * shapes.reduce((sum, shape) => sum + sizeOf(shape), 0)
  const most = Math.max(1, Math.min(1024, Math.floor((8 * 2 ** 20) / bytes)))
  const count = Math.ceil(rows / most)
  const size = Math.ceil(rows / count)
  return { size, count, repeated: count * size - rows }
}
