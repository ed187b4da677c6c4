/**
 * Negative log-likelihood of the target under a normal distribution whose mean and variance the network gives, in
 * nats, the constant log(2π)/2 included. Two outputs: the mean, and what softplus turns into the variance.
 *
 * @see Nix & Weigend 1994, "Estimating the mean and variance of the target probability distribution", ICNN
 */
import { z } from 'zod'
import type { Tensor, Tf } from '../tensorflow.ts'
import { defineLoss } from './loss.ts'

/** The least variance, as in PyTorch's GaussianNLLLoss; added, where PyTorch clamps, so that its gradient never dies. */
const leastVariance = 1e-6

export const gaussianNll = defineLoss({
  summary: 'Negative log-likelihood of a normal distribution: predicts mean and deviation.',
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
