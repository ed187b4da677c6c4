/** |prediction − target|, of standardised targets. */
import { z } from 'zod'
import { defineLoss, pointPrediction, squeezeOutputs } from './loss.ts'

export const meanAbsoluteError = defineLoss({
  summary: 'Mean absolute error.',
  options: z.strictObject({}),
  tasks: ['regression'],
  hyperparameters: [],
  isLikelihood: false,
  ...pointPrediction,
  perSample: (tf, { outputs, targets }) => tf.abs(tf.sub(squeezeOutputs(tf, outputs), targets)),
})
