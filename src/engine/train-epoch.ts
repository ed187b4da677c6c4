/** One pass over the training samples, batch by batch, with the event loop let in between. */
import type { Batches } from './batches.ts'
import type { DeviceSplit } from './device-data.ts'
import type { Pace } from './pace.ts'
import { dispose, type Scalar, type Tensor1D, type Tf, tidy } from './tensorflow.ts'
import { type TrainState, type TrainStepContext, trainStep } from './train-step.ts'

export interface EpochContext extends Omit<TrainStepContext, 'batch' | 'step'> {
  data: DeviceSplit
  batches: Batches
  updates: number // of the weights, before this epoch
  pace: Pace // of the trial: epochs may be shorter than it
  signal: AbortSignal | undefined
}

export interface TrainedEpoch {
  state: TrainState // caller disposes
  sums: Float32Array // over all rows, see `sumsOf`; each batch's before its update
  updates: number
}

interface Running {
  state: TrainState
  sums: Tensor1D
}

/**
 * The state after the epoch; `context.state` stays as it is. A loss that is not finite ends the epoch early, with
 * sums that say so.
 *
 * @returns null when the signal aborts it
 */
export async function trainEpoch(tf: Tf, context: EpochContext): Promise<TrainedEpoch | null> {
  const { order, size, lastSize } = context.batches
  const batchCount = order.length / size
  const fullMask = tf.ones([size]) as Tensor1D
  const lastMask = tf.tensor1d(
    Float32Array.from({ length: size }, (_, i) => (i < lastSize ? 1 : 0)),
  )
  let running: Running | null = null
  let isDone = false
  try {
    for (let batch = 0; batch < batchCount; batch++) {
      const rows = order.subarray(batch * size, (batch + 1) * size)
      const mask = batch === batchCount - 1 ? lastMask : fullMask
      const next = runBatch(tf, context, { rows, mask, index: batch, before: running })
      dispose(tf, running)
      running = next
      if (!context.pace.isDue()) continue
      if (!Number.isFinite(running.sums.dataSync()[0])) break
      await context.pace.rest()
      if (context.signal?.aborted) return null
    }
    const { state, sums } = running!
    isDone = true
    return { state, sums: sums.dataSync() as Float32Array, updates: context.updates + batchCount }
  } finally {
    dispose(tf, [fullMask, lastMask, isDone ? running?.sums : running])
  }
}

function runBatch(
  tf: Tf,
  context: EpochContext,
  batch: { rows: Int32Array; mask: Tensor1D; index: number; before: Running | null },
): Running {
  return tidy(tf, () => {
    const indices = tf.tensor1d(batch.rows, 'int32')
    const trained = trainStep(tf, {
      ...context,
      state: batch.before?.state ?? context.state,
      batch: {
        x: tf.gather(context.data.x, indices),
        y: tf.gather(context.data.y, indices),
        mask: batch.mask,
      },
      step: tf.scalar(context.updates + batch.index + 1, 'int32') as Scalar,
    })
    const sums = batch.before ? tf.add(batch.before.sums, trained.sums) : trained.sums
    return { state: trained.state, sums: sums as Tensor1D }
  })
}
