/** What an optimizer is: an options schema, the numbers of each update, and a pure update rule, element by element. */
import { z } from 'zod'
import type { Tensor, Tf } from '../tensorflow.ts'

/** The numbers of one update, by name. */
export type Numbers = Record<string, number>

export interface UpdateContext<Options, Slot extends string = string> {
  weight: Tensor // [lanes, weights]
  grad: Tensor // of the loss, the same shape
  slots: Record<Slot, Tensor> // the same shape
  numbers: Record<string, Tensor> // what `numbers` gives for this update, [lanes, 1] each
  options: Options
}

export interface Updated<Slot extends string = string> {
  weight: Tensor
  slots: Record<Slot, Tensor>
}

export interface Optimizer<S extends z.ZodObject = z.ZodObject, Slot extends string = string> {
  summary: string
  options: S
  /** Options that change numbers only, never ops: `update` knows them by `numbers` alone. */
  tunables: readonly (string & keyof z.infer<S>)[]
  /** What is remembered of each weight between updates; all zeros before the first. */
  slots: readonly Slot[]
  /**
   * The numbers of an update, worked out in float64, once for each lane instead of once for each weight. One that is
   * left out stays out for the whole training, and so do its ops: it is part of the shape.
   *
   * @param step  of the update, from 1
   */
  numbers(options: z.infer<S>, step: number): Numbers
  /** Pure, and made of tfjs-core ops alone, so that a step can be traced; the caller tidies. */
  update(tf: Tf, context: UpdateContext<z.infer<S>, Slot>): Updated<Slot>
}

export function defineOptimizer<S extends z.ZodObject, const Slot extends string>(
  optimizer: Optimizer<S, Slot>,
): Optimizer<S, Slot> {
  return optimizer
}

export const LearningRate = z.number().positive().max(1e30).describe('length of a step')
export const Share = z.number().min(0).lt(1)
export const Epsilon = z.number().min(1e-12).max(1).describe('keeps the divisor from zero')

export const WeightDecay = z
  .number()
  .min(0)
  .max(1e30)
  .default(0)
  .describe('L2 penalty: this times the weight is added to the gradient, for kernels and biases')

/** Leaves zeros out: what they would multiply needs no ops. */
export function withoutZeros(numbers: Numbers): Numbers {
  return Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== 0))
}

/** The gradient of loss + weightDecay/2 · ‖weight‖². */
export function withPenalty(
  tf: Tf,
  { grad, weight, numbers }: Pick<UpdateContext<unknown>, 'grad' | 'weight' | 'numbers'>,
): Tensor {
  const { weightDecay } = numbers
  return weightDecay ? tf.add(grad, tf.mul(weight, weightDecay)) : grad
}

/**
 * share · old + now: a running mean over (1 − share), one pass less over the weights than the mean itself. The numbers
 * of the update make up for the factor.
 */
export function runningSum(tf: Tf, share: Tensor, old: Tensor, now: Tensor): Tensor {
  return tf.add(tf.mul(old, share), now)
}
