/**
 * Stochastic gradient descent with momentum: v ← momentum · v + g, w ← w − learningRate · v. The first velocity is the
 * first gradient, and momentum 0 is plain descent.
 *
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum", ICML; the form of PyTorch's SGD
 */
import { z } from 'zod'
import { defineOptimizer, LearningRate, Share, WeightDecay, withPenalty } from './optimizer.ts'

export const sgd = defineOptimizer({
  summary: 'Stochastic gradient descent, with momentum.',
  options: z.strictObject({
    learningRate: LearningRate.default(0.01),
    momentum: Share.default(0).describe('share of the last step that is kept'),
    nesterov: z.boolean().default(false).describe("Nesterov's momentum: looks a step ahead"),
    weightDecay: WeightDecay,
  }),
  tunables: ['learningRate', 'momentum', 'weightDecay'],
  slots: ['velocity'],
  update(tf, { weight, grad, slots, hyper, options }) {
    const penalised = withPenalty(tf, grad, weight, hyper.weightDecay!)
    const velocity = tf.add(tf.mul(slots.velocity, hyper.momentum!), penalised)
    const direction = options.nesterov
      ? tf.add(penalised, tf.mul(velocity, hyper.momentum!))
      : velocity
    return {
      weight: tf.sub(weight, tf.mul(direction, hyper.learningRate!)),
      slots: { velocity },
    }
  },
})
