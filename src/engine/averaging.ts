/**
 * Averages of the weights over the updates of a training. The averaged weights are what is evaluated, kept as the best
 * epoch's model and used by /predict; the optimizer goes on from the raw ones. Statistics, such as the running means of
 * batchNorm, are averaged in the same way.
 *
 * @see Polyak & Juditsky 1992, "Acceleration of stochastic approximation by averaging", SIAM J. Control Optim. 30;
 *   statistics as in PyTorch's AveragedModel with use_buffers
 */
import { z } from 'zod'
import { type Tagged, taggedUnion } from '../tagged-union.ts'

const averages = {
  ema: {
    options: z.strictObject({
      decay: z
        .number()
        .min(0)
        .lt(1)
        .default(0.999)
        .describe('share of the old average that is kept at each update'),
    }),
  },
}

export type AveragingSpec = Tagged<typeof averages>
export const AveragingSpec = taggedUnion<AveragingSpec>('averaging', averages)

/**
 * The share of the old average at an update, with the correction of Kingma & Ba 2015 ("Adam", §3) for starting without
 * one: the average is that of the weights after updates 1 … t, each weighted by decay^(t − its update), and the initial
 * weights do not count. The share is 0 at the first update and rises to `decay`.
 *
 * @param update  from 1
 */
export function keptShare({ decay }: AveragingSpec, update: number): number {
  return (decay * (1 - decay ** (update - 1))) / (1 - decay ** update)
}
