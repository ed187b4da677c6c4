/** (prediction − target)², of standardised targets. */
import { z } from 'zod'
import { defineLoss, pointPrediction, squeezeOutputs } from './loss.ts'

export const meanSquaredError = defineLoss({
  summary: 'Mean squared error.',
  options: z.strictObject({}),
  tasks: ['regression'],
  hyperparameters: [],
  isLikelihood: false,
  ...pointPrediction,
  perSample: (tf, { outputs, targets }) => tf.square(tf.sub(squeezeOutputs(tf, outputs), targets)),
})
