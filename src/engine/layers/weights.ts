/** Options and parameters shared by layers with a kernel: bias, activation, initializer, penalties. */
import { z } from 'zod'
import { activationNames, activations } from '../network/activations.ts'
import { type Initializer, initializerNames } from '../network/initializers.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import type { Parameter } from './layer.ts'

export const rateOption = {
  learningRateFactor: z
    .number()
    .min(0)
    .max(1000)
    .optional()
    .describe("factor of the optimizer's learningRate for this layer; 0 freezes it; default: 1"),
}

const Penalty = z.number().min(0).max(1e6).default(0)

export const penaltyOptions = {
  l1: Penalty.describe(
    'L1 penalty: this times the sum of the absolute weights is added to the loss',
  ),
  l2: Penalty.describe(
    'L2 penalty: this times the sum of the squared weights is added to the loss',
  ),
  ...rateOption,
}

export const initializerOption = z
  .enum(initializerNames)
  .optional()
  .describe(
    "initial weights; default: He's for activations like relu, LeCun's for selu, Glorot's for others",
  )

export const weightOptions = {
  activation: z.enum(activationNames).default('linear'),
  useBias: z.boolean().default(true),
  kernelInitializer: initializerOption,
  ...penaltyOptions,
}

/** The part of a layer definition that belongs to these options. */
export const weighted = {
  hyperparameters: ['l1', 'l2'],
  offAtZero: ['l1', 'l2'],
  startOptions: ['kernelInitializer'],
} as const

interface WeightOptions {
  activation: keyof typeof activations
  useBias: boolean
  kernelInitializer?: Initializer | undefined
}

/** A kernel, and a bias for its last axis. */
export function weightParameters(
  shape: number[],
  { activation, useBias, kernelInitializer }: WeightOptions,
): Parameter[] {
  const initializer = kernelInitializer ?? activations[activation].initializer
  const kernel = { name: 'kernel', shape, initializer, trainable: true }
  return useBias ? [kernel, biasParameter(shape.at(-1)!)] : [kernel]
}

export function biasParameter(width: number): Parameter {
  return { name: 'bias', shape: [width], initializer: 'zeros', trainable: true, isBias: true }
}

/** The kernel of a depthwise convolution: each output sees one channel. */
export function depthwiseParameter(
  [height, width, channels, multiplier]: [number, number, number, number],
  options: WeightOptions,
): Parameter {
  const [kernel] = weightParameters([height, width, channels, multiplier], options)
  return { ...kernel!, fanShape: [height, width, 1, multiplier] }
}

/** The penalty of kernels, [lanes]; empty if both are off. */
export function penalize(
  tf: Tf,
  kernels: readonly Tensor[],
  { l1, l2 }: Record<string, Tensor>,
): { penalty?: Tensor } {
  if (!l1 && !l2) return {}
  const sums = kernels.flatMap((kernel) => {
    const [lanes] = kernel.shape as [number]
    const flat = tf.reshape(kernel, [lanes, kernel.size / lanes])
    return [
      ...(l1 ? [tf.mul(tf.sum(tf.abs(flat), 1), l1)] : []),
      ...(l2 ? [tf.mul(tf.sum(tf.square(flat), 1), l2)] : []),
    ]
  })
  return { penalty: sums.length === 1 ? sums[0]! : tf.addN(sums) }
}
