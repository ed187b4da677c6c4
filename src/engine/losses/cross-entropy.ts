/**
 * Negative log-likelihood of the class under the softmax of the outputs, in nats. With label smoothing ε the training
 * target is 1 − ε on the class plus ε spread over all classes.
 *
 * @see Szegedy et al. 2016, "Rethinking the Inception architecture", CVPR, §7
 */
import { z } from 'zod'
import { sparseCrossEntropy, toOneHot } from '../kernels/cross-entropy.ts'
import { mergeLanes, perLane } from '../network/lanes.ts'
import type { Tensor, Tensor2D, Tf } from '../tensorflow.ts'
import { defineLoss } from './loss.ts'

export const crossEntropy = defineLoss({
  summary: 'Softmax cross-entropy, for classification.',
  options: z.strictObject({
    labelSmoothing: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe(
        'share of the target spread over all classes; affects train.loss, not validation.loss',
      ),
  }),
  tasks: ['classification'],
  hyperparameters: ['labelSmoothing'],
  offAtZero: ['labelSmoothing'],
  isLikelihood: true,
  outputs: (classCount) => classCount!,
  perSample(tf, { outputs, targets, hyperparameters, training }) {
    const [lanes, batch, classes] = outputs.shape as [number, number, number]
    const labels = targets.shape[0] === lanes ? targets : tf.tile(targets, [lanes, 1])
    const logits = mergeLanes(tf, outputs)
    const ofLabels = tf.reshape(labels, [lanes * batch])
    const loss = tf.reshape(sparseCrossEntropy(tf, logits, ofLabels), [lanes, batch])
    if (!training || !hyperparameters.labelSmoothing) return loss
    // the mean loss over all classes exceeds the label's by (label's logit − mean logit)
    const oneHot = toOneHot(tf, ofLabels, classes)
    const excess = tf.reshape(smoothingExcess(tf, logits, oneHot), [lanes, batch])
    return tf.add(loss, tf.mul(excess, perLane(tf, hyperparameters.labelSmoothing, 2)))
  },
  predict: (tf, outputs) => ({ probabilities: tf.softmax(outputs as Tensor2D) }),
  // logarithms of the mean probabilities
  combine(tf, outputs) {
    const members = outputs.shape[2]!
    return tf.sub(tf.logSumExp(tf.logSoftmax(outputs as Tensor2D), 2), Math.log(members))
  },
})

function smoothingExcess(tf: Tf, logits: Tensor, oneHot: Tensor): Tensor {
  return tf.sub(tf.sum(tf.mul(logits, oneHot), 1), tf.mean(logits, 1))
}
