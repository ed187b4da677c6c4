/** The definition of an optimizer: an options schema, the hyperparameters of each update, and a pure, element-wise update rule. */
import { z } from 'zod'
import type { Tensor, Tf } from '../tensorflow.ts'

/** The hyperparameters of one update, by name. */
export type StepHyperparameters = Record<string, number>

export interface UpdateContext<Options, Slot extends string = string> {
  weight: Tensor // [lanes, weights]
  grad: Tensor // of the loss, the same shape
  slots: Record<Slot, Tensor> // the same shape
  hyperparameters: Record<string, Tensor> // `atStep` of this update, [lanes, 1] each
  options: Options
}

export interface Updated<Slot extends string = string> {
  weight: Tensor
  slots: Record<Slot, Tensor>
}

export interface Optimizer<S extends z.ZodObject = z.ZodObject, Slot extends string = string> {
  summary: string
  options: S
  /** Options that change values but never ops: `update` sees them only as `hyperparameters`. */
  hyperparameters: readonly (string & keyof z.infer<S>)[]
  /** State kept for each weight between updates; zeros before the first. */
  slots: readonly Slot[]
  /**
   * The hyperparameters of an update, computed in float64 once for each lane instead of once for each weight. The names
   * are the same at every step: one that is left out skips its ops, which is part of the shape.
   *
   * @param step  of the update, from 1
   */
  atStep(options: z.infer<S>, step: number): StepHyperparameters
  /** Pure, and uses only tfjs-core ops, so that a step can be traced; the caller tidies. */
  update(tf: Tf, context: UpdateContext<z.infer<S>, Slot>): Updated<Slot>
}

const biasFactor = z
  .number()
  .min(0)
  .max(1000)
  .optional()
  .describe('factor of learningRate for the biases of all layers; default: 1')

/** Adds the option that every optimizer has; the training applies it, see rate-factors.ts. */
export function defineOptimizer<S extends z.ZodRawShape, const Slot extends string>(
  optimizer: Optimizer<z.ZodObject<S, z.core.$strict>, Slot>,
) {
  const options = z.strictObject({ ...optimizer.options.shape, biasFactor })
  return { ...optimizer, options } as unknown as Optimizer<
    z.ZodObject<S & { biasFactor: typeof biasFactor }, z.core.$strict>,
    Slot
  >
}

export const LearningRate = z.number().positive().max(1e30).describe('step size')
export const Share = z.number().min(0).lt(1)
export const Epsilon = z.number().min(1e-12).max(1).describe('keeps the divisor from zero')

export const WeightDecay = z
  .number()
  .min(0)
  .max(1e30)
  .default(0)
  .describe('L2 penalty: this times the weight is added to the gradient, for kernels and biases')

/** Leaves zeros out, so that their ops are skipped. */
export function withoutZeros(hyperparameters: StepHyperparameters): StepHyperparameters {
  const kept: StepHyperparameters = {}
  // for each update of each lane: no list of entries
  for (const name of Object.keys(hyperparameters)) {
    const number = hyperparameters[name]!
    if (number !== 0) kept[name] = number
  }
  return kept
}

/** The gradient of loss + weightDecay/2 · ‖weight‖². */
export function withPenalty(
  tf: Tf,
  {
    grad,
    weight,
    hyperparameters,
  }: Pick<UpdateContext<unknown>, 'grad' | 'weight' | 'hyperparameters'>,
): Tensor {
  const { weightDecay } = hyperparameters
  return weightDecay ? tf.add(grad, tf.mul(weight, weightDecay)) : grad
}

/**
 * share · old + now: the running mean divided by (1 − share), which saves a pass over the weights. `atStep` corrects for
 * the factor.
 */
export function runningSum(tf: Tf, share: Tensor, old: Tensor, now: Tensor): Tensor {
  return tf.add(tf.mul(old, share), now)
}
