/**
 * Negative log-likelihood of the target under a normal distribution whose mean and variance the network predicts, in
 * nats, including the constant log(2π)/2. Two outputs: the mean, and the variance before softplus.
 *
 * @see Nix & Weigend 1994, "Estimating the mean and variance of the target probability distribution", ICNN
 */
import { z } from 'zod'
import type { Tensor, Tf } from '../tensorflow.ts'
import { defineLoss } from './loss.ts'

/** Minimum variance, as in PyTorch's GaussianNLLLoss; added instead of clamped, so that the gradient never vanishes. */
const leastVariance = 1e-6

export const gaussianNll = defineLoss({
  summary:
    'Negative log-likelihood of a normal distribution: predicts mean and standard deviation.',
  options: z.strictObject({}),
  tasks: ['regression'],
  hyperparameters: [],
  isLikelihood: true,
  outputs: () => 2,
  perSample(tf, { outputs, targets }) {
    const { mean, variance } = splitMoments(tf, outputs)
    const scaled = tf.div(tf.square(tf.sub(mean, targets)), variance)
    return tf.mul(tf.add(tf.add(tf.log(variance), scaled), Math.log(2 * Math.PI)), 0.5)
  },
  predict(tf, outputs) {
    const { mean, variance } = splitMoments(tf, outputs)
    return { mean, deviation: tf.sqrt(variance) }
  },
})

function splitMoments(tf: Tf, outputs: Tensor): { mean: Tensor; variance: Tensor } {
  const [mean, raw] = tf.unstack(outputs, 2) as [Tensor, Tensor]
  return { mean, variance: tf.add(tf.softplus(raw), leastVariance) }
}
