/**
 * A learned factor for each channel, 1 at first: as the first layer for a table, it learns how much each input counts, with
 * a learningRateFactor above 1.
 *
 * @see Holzmüller, Grinsztajn & Steinwart 2024, "Better by default", NeurIPS, §3 (RealMLP's scaling layer)
 */
import { z } from 'zod'
import { spreadChannels } from '../network/lanes.ts'
import { defineLayer } from './layer.ts'
import { rateOption } from './weights.ts'

export const scaling = defineLayer({
  summary: 'Multiplies each channel by a learned factor.',
  options: z.strictObject(rateOption),
  hyperparameters: [],
  examples: [
    { options: {}, inputShape: [5] },
    { options: {}, inputShape: [3, 2, 4] },
  ],
  outputShape: (inputShape) => ({ shape: [...inputShape] }),
  // codes of levels are no longer 0 and 1
  columns: (_inputShape, _options, { categorical, made = [], ...rest }) => ({
    ...rest,
    categorical: [],
    made: [...categorical, ...made],
  }),
  parameters: (inputShape) => [
    { name: 'scale', shape: [inputShape.at(-1)!], initializer: 'ones', trainable: true },
  ],
  apply: (tf, { x, weights }) => ({
    y: tf.mul(x, spreadChannels(tf, weights.scale!, x.shape.length)),
  }),
})
