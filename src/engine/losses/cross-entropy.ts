/** Negative log-likelihood of the class under the softmax of the outputs, in nats. */
import { z } from 'zod'
import { sparseCrossEntropy } from '../kernels/cross-entropy.ts'
import { mergeLanes } from '../lanes.ts'
import type { Tensor2D } from '../tensorflow.ts'
import { defineLoss } from './loss.ts'

export const crossEntropy = defineLoss({
  summary: 'Cross-entropy of the softmax, for classes.',
  options: z.strictObject({}),
  tasks: ['classification'],
  tunables: [],
  isLikelihood: true,
  outputs: (classCount) => classCount!,
  perSample(tf, { outputs, targets }) {
    const [lanes, batch] = outputs.shape as [number, number, number]
    const labels = targets.shape[0] === lanes ? targets : tf.tile(targets, [lanes, 1])
    const rows = sparseCrossEntropy(
      tf,
      mergeLanes(tf, outputs),
      tf.reshape(labels, [lanes * batch]),
    )
    return tf.reshape(rows, [lanes, batch])
  },
  predict: (tf, outputs) => ({ probabilities: tf.softmax(outputs as Tensor2D) }),
})
