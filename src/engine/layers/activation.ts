/** An activation function as a layer of its own, such as after batchNorm. */
import { z } from 'zod'
import { activationNames, activations } from '../network/activations.ts'
import { defineLayer } from './layer.ts'

export const activation = defineLayer({
  summary: 'An activation function as a layer of its own.',
  options: z.strictObject({ activation: z.enum(activationNames) }),
  hyperparameters: [],
  isQuickByXla: true,
  examples: activationNames.map((activation) => ({ options: { activation }, inputShape: [6] })),
  outputShape: (inputShape) => ({ shape: [...inputShape] }),
  parameters: () => [],
  apply: (tf, { x, options }) => ({ y: activations[options.activation].apply(tf, x) }),
})
