/**
 * An activation with a learned share for each channel: x + share · (activation(x) − x). A share of 1 is the activation
 * itself and 0 is none. With relu it is PReLU, whose slope below zero is 1 − share.
 *
 * @see He et al. 2015, "Delving deep into rectifiers", ICCV, §2.1; in this form in Holzmüller, Grinsztajn & Steinwart
 *   2024, "Better by default", NeurIPS, §3
 */
import { z } from 'zod'
import { activationNames, activations } from '../network/activations.ts'
import { spreadChannels } from '../network/lanes.ts'
import { defineLayer } from './layer.ts'
import { rateOption } from './weights.ts'

export const parametricActivation = defineLayer({
  summary: 'An activation function with a learned share for each channel, such as PReLU.',
  options: z.strictObject({
    activation: z.enum(activationNames).exclude(['linear']),
    share: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('initial share; PReLU begins with relu and 0.75'),
    ...rateOption,
  }),
  hyperparameters: [],
  startOptions: ['share'],
  examples: [
    { options: { activation: 'mish' }, inputShape: [4] },
    { options: { activation: 'relu', share: 0.75 }, inputShape: [3, 2, 2] },
  ],
  outputShape: (inputShape) => ({ shape: [...inputShape] }),
  parameters: (inputShape, { share }) => [
    {
      name: 'share',
      shape: [inputShape.at(-1)!],
      initializer: 'ones',
      scale: share,
      trainable: true,
    },
  ],
  apply(tf, { x, weights, options }) {
    const share = spreadChannels(tf, weights.share!, x.shape.length)
    const bend = tf.sub(activations[options.activation].apply(tf, x), x)
    return { y: tf.add(x, tf.mul(share, bend)) }
  },
})
