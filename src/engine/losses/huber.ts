/**
 * Half the square of small errors, linear in large ones: e²/2 for |e| ≤ delta, delta · (|e| − delta/2) above.
 *
 * @see Huber 1964, "Robust estimation of a location parameter", Ann. Math. Statist. 35
 */
import { z } from 'zod'
import { perLane } from '../network/lanes.ts'
import { defineLoss, pointPrediction, squeezeOutputs } from './loss.ts'

export const huber = defineLoss({
  summary: 'Squared for small errors, linear for large ones.',
  options: z.strictObject({
    delta: z
      .number()
      .positive()
      .max(1e6)
      .default(1)
      .describe('error at which the loss turns linear, in standard deviations of the target'),
  }),
  tasks: ['regression'],
  hyperparameters: ['delta'],
  isLikelihood: false,
  ...pointPrediction,
  perSample(tf, { outputs, targets, hyperparameters }) {
    const error = tf.abs(tf.sub(squeezeOutputs(tf, outputs), targets))
    const small = tf.minimum(error, perLane(tf, hyperparameters.delta!, 2))
    // small · (error − small/2) is both branches at once
    return tf.mul(small, tf.sub(error, tf.mul(small, 0.5)))
  },
})
