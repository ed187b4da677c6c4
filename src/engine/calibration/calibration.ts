/** Corrects the deviations of networks, which training makes too small (or too large), by rows that training did not see. */
import { z } from 'zod'
import type { Loss, Predicted } from '../losses/loss.ts'
import { within90 } from '../network/prediction.ts'
import type { Tensor, Tf } from '../tensorflow.ts'

/** The part of a specification and of a model. Both factors are 1 for a network that is calibrated by itself. */
export const Calibration = z
  .strictObject({
    deviation: z
      .number()
      .min(1e-3)
      .max(1e3)
      .describe('factor of the predicted deviation, and of that in the likelihood'),
    interval: z
      .number()
      .min(1e-3)
      .max(1e3)
      .describe('factor of the distance of the 90 % interval’s ends from the value'),
  })
  .meta({ id: 'Calibration' })
export type Calibration = z.infer<typeof Calibration>

/**
 * The loss with its normal distribution's deviation multiplied, in predictions and in the likelihood:
 *
 *     −ln N(y; μ, f·σ) = −ln N(y; μ, σ) + ln f + z² (1/f² − 1) / 2     z = (y − μ) / σ
 */
export function calibratedLoss(loss: Loss, calibration: Calibration | undefined): Loss {
  if (calibration === undefined) return loss
  const { deviation: factor, interval } = calibration
  return {
    ...loss,
    predict(tf, outputs) {
      const { mean, deviation } = loss.predict(tf, outputs) as Distribution
      return { mean, deviation: tf.mul(deviation, factor), reach: (within90 * interval) / factor }
    },
    perSample(tf, context) {
      const z = standardized(tf, loss.predict(tf, context.outputs), context.targets)!
      const change = tf.mul(tf.square(z), (factor ** -2 - 1) / 2)
      return tf.add(tf.add(loss.perSample(tf, context), change), Math.log(factor))
    },
  }
}

type Distribution = { mean: Tensor; deviation: Tensor }

/**
 * (target − mean) / deviation, as the network learns the target; null if no distribution of values is predicted.
 *
 * @returns  [lanes, batch]
 */
export function standardized(tf: Tf, predicted: Predicted, targets: Tensor): Tensor | null {
  if ('probabilities' in predicted || predicted.deviation === null) return null
  return tf.div(tf.sub(targets, predicted.mean), predicted.deviation)
}
