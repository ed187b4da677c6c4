/** What an optimizer is: an options schema and a pure update rule, element by element. */
import { z } from 'zod'
import type { Scalar, Tensor, Tf } from '../tensorflow.ts'

export interface UpdateContext<Options, Slot extends string = string> {
  weight: Tensor // any shape: the rule works element by element
  grad: Tensor // of the loss, the same shape
  slots: Record<Slot, Tensor> // the same shape
  hyper: Record<string, Scalar> // the tunable options
  step: Scalar // float32, the number of this update, from 1
  options: Options
}

export interface Updated<Slot extends string = string> {
  weight: Tensor
  slots: Record<Slot, Tensor>
}

export interface Optimizer<S extends z.ZodObject = z.ZodObject, Slot extends string = string> {
  summary: string
  options: S
  /** Options that change numbers only, never ops: `update` must read them from `hyper`. */
  tunables: readonly (string & keyof z.infer<S>)[]
  /** What is remembered of each weight between updates; all zeros before the first. */
  slots: readonly Slot[]
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

/** The gradient of loss + weightDecay/2 · ‖weight‖². */
export function withPenalty(tf: Tf, grad: Tensor, weight: Tensor, weightDecay: Scalar): Tensor {
  return tf.add(grad, tf.mul(weight, weightDecay))
}

/** share · old + (1 − share) · now. */
export function average(tf: Tf, share: Scalar, old: Tensor, now: Tensor): Tensor {
  return tf.add(tf.mul(old, share), tf.mul(now, tf.sub(1, share)))
}
