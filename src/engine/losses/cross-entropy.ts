/** Negative log-likelihood of the class under the softmax of the outputs, in nats. */
import { z } from 'zod'
import { sparseCrossEntropy } from '../kernels.ts'
import type { Tensor2D } from '../tensorflow.ts'
import { defineLoss } from './loss.ts'

export const crossEntropy = defineLoss({
  summary: 'Cross-entropy of the softmax, for classes.',
  options: z.strictObject({}),
  tasks: ['classification'],
  tunables: [],
  isLikelihood: true,
  outputs: (classCount) => classCount!,
  perSample: (tf, { outputs, targets }) => sparseCrossEntropy(tf, outputs, targets),
  predict: (tf, outputs) => ({ probabilities: tf.softmax(outputs as Tensor2D) }),
})
