/** Types of TensorFlow.js for code that gets `tf` as an argument: importing this file does not load TensorFlow. */
import type * as core from '@tensorflow/tfjs-core'

/** The functions of tfjs-core (no chained methods) with a backend set. */
export type Tf = typeof core

export type Tensor = core.Tensor
export type Tensor1D = core.Tensor1D
export type Tensor2D = core.Tensor2D
export type Tensor4D = core.Tensor4D
export type Scalar = core.Scalar

/** Lengths of the axes of one sample: the batch axis is left out. */
export type Shape = readonly number[]

/** Product of the lengths; 1 for the empty shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1)
}

/** `tf.tidy` for a function that returns tensors in any plain data, including null. */
export function tidy<Result>(tf: Tf, compute: () => Result): Result {
  return tf.tidy(compute as () => core.TensorContainer) as Result
}

/** Disposes every tensor in plain data, including null. */
export function dispose(tf: Tf, tensors: unknown): void {
  tf.dispose(tensors as core.TensorContainer)
}
