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
  // mean and variance of the mixture (Lakshminarayanan, Pritzel & Blundell 2017, "Deep ensembles", NeurIPS, §2.4)
  combine(tf, outputs) {
    const { mean: means, variance: variances } = splitMoments(tf, outputs)
    const mean = tf.mean(means, 2, true)
    const spread = tf.mean(tf.square(tf.sub(means, mean)), 2)
    const variance = tf.add(tf.mean(variances, 2), spread)
    return tf.stack([tf.squeeze(mean, [2]), beforeSoftplus(tf, variance)], 2)
  },
})

/** Inverse of the variance in `splitMoments`. */
function beforeSoftplus(tf: Tf, variance: Tensor): Tensor {
  const above = tf.maximum(tf.sub(variance, leastVariance), 1e-30)
  return tf.add(above, tf.log(tf.neg(tf.expm1(tf.neg(above)))))
}

/** @param outputs  [lanes, batch, …, 2] */
function splitMoments(tf: Tf, outputs: Tensor): { mean: Tensor; variance: Tensor } {
  const [mean, raw] = tf.unstack(outputs, -1) as [Tensor, Tensor]
  return { mean, variance: tf.add(tf.softplus(raw), leastVariance) }
}
