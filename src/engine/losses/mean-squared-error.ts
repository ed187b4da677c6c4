/**
 * Regression: (prediction − target)², of standardised targets. Classification: the mean over the classes of
 * (output − target)², where the target is 1 for the class of the row and 0 for the others, as PyTorch's MSELoss has it
 * for one-hot targets.
 *
 * The outputs of a classification are regressions of the probabilities, not bounded to [0, 1]: for a prediction those
 * below 0 become 0, and the sum becomes 1. The order of the outputs is kept, so that the most probable class is that of
 * the largest output.
 */
import { z } from 'zod'
import { toOneHot } from '../kernels/cross-entropy.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { defineLoss, pointPrediction, squeezeOutputs } from './loss.ts'

/** Share of the softmax in the probabilities: keeps the order of outputs below 0, and stands in where all are. */
const softmaxShare = 1e-6

export const meanSquaredError = defineLoss({
  summary: 'Mean squared error; for classes, of one output each against 1 or 0.',
  options: z.strictObject({}),
  tasks: ['regression', 'classification'],
  hyperparameters: [],
  isLikelihood: false,
  outputs: (classCount) => classCount ?? 1,
  perSample(tf, { outputs, targets }) {
    if (!isOfClasses(outputs)) {
      return tf.square(tf.sub(squeezeOutputs(tf, outputs), targets))
    }
    const classes = outputs.shape[2]!
    const [rows, batch] = targets.shape as [number, number]
    const oneHot = tf.reshape(toOneHot(tf, tf.reshape(targets, [rows * batch]), classes), [
      rows,
      batch,
      classes,
    ])
    return tf.mean(tf.square(tf.sub(outputs, oneHot)), 2)
  },
  predict(tf, outputs) {
    if (!isOfClasses(outputs)) return pointPrediction.predict(tf, outputs)
    return { probabilities: toProbabilities(tf, outputs) }
  },
})

/** A classification has at least two classes, and a regression one output. */
function isOfClasses(outputs: Tensor): boolean {
  return outputs.shape[2]! > 1
}

function toProbabilities(tf: Tf, outputs: Tensor): Tensor {
  const shares = tf.add(tf.relu(outputs), tf.mul(tf.softmax(outputs), softmaxShare))
  return tf.div(shares, tf.sum(shares, 2, true))
}
