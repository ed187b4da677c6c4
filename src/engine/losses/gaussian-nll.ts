/**
 * Negative log-likelihood of the target under a normal distribution whose mean and variance the network predicts, in
 * nats, including the constant log(2π)/2. Two outputs: the mean, and the variance before softplus.
 *
 * Rows that are predicted with a large variance count little for the mean, so that it may stay far off where it matters
 * most. `beta` weighs each row of the training loss by variance^beta, a weight that has no gradient of its own: 0 is the
 * likelihood itself, with 1 the mean has the gradient of the squared error.
 *
 * @see Nix & Weigend 1994, "Estimating the mean and variance of the target probability distribution", ICNN
 * @see Seitzer, Tavakoli, Antic & Martius 2022, "On the pitfalls of heteroscedastic uncertainty estimation with
 *      probabilistic neural networks", ICLR, eq. 5
 */
import { z } from 'zod'
import { perLane } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { defineLoss } from './loss.ts'

/** Minimum variance, as in PyTorch's GaussianNLLLoss; added instead of clamped, so that the gradient never vanishes. */
const leastVariance = 1e-6

export const gaussianNll = defineLoss({
  summary:
    'Negative log-likelihood of a normal distribution: predicts mean and standard deviation.',
  options: z.strictObject({
    beta: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe(
        'weighs each row by its variance to the power of this: 0 is the likelihood, 1 trains the mean as squared errors do; affects train.loss, not validation.loss',
      ),
  }),
  tasks: ['regression'],
  hyperparameters: ['beta'],
  offAtZero: ['beta'],
  isLikelihood: true,
  outputs: () => 2,
  perSample(tf, { outputs, targets, hyperparameters, training }) {
    const { mean, variance } = splitMoments(tf, outputs)
    const scaled = tf.div(tf.square(tf.sub(mean, targets)), variance)
    const loss = tf.mul(tf.add(tf.add(tf.log(variance), scaled), Math.log(2 * Math.PI)), 0.5)
    if (!training || !hyperparameters.beta) return loss
    return tf.mul(loss, weights(tf, variance, hyperparameters.beta))
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

/**
 * variance^beta, as a constant: its gradient is zero.
 *
 * @param variance  [lanes, batch]
 * @param beta      [lanes]
 */
function weights(tf: Tf, variance: Tensor, beta: Tensor): Tensor {
  const constant = tf.customGrad((of) => ({
    value: tf.exp(tf.mul(tf.log(of as Tensor), perLane(tf, beta, 2))),
    gradFunc: () => tf.zerosLike(variance),
  }))
  return constant(variance)
}

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
