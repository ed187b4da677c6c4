/**
 * Defines custom kernels: a single op on the TensorFlow backend, so that a traced step contains that op; a composition of
 * tfjs-core ops in JavaScript.
 */
import type { GradConfig, NamedAttrMap } from '@tensorflow/tfjs-core'
import type { Tensor, Tf } from '../tensorflow.ts'

/** The part of tfjs-node's backend that runs a TensorFlow op by its name. */
export interface OpRunner {
  isUsingGpuDevice: boolean
  binding: {
    TF_ATTR_TYPE: number
    TF_ATTR_BOOL: number
    TF_ATTR_INT: number
    TF_ATTR_STRING: number
    TF_FLOAT: number
    TF_INT32: number
  }
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: Tensor[]): Tensor
  executeMultipleOutputs(
    op: string,
    attributes: OpAttribute[],
    inputs: Tensor[],
    outputCount: number,
  ): Tensor[]
}

export interface OpAttribute {
  name: string
  type: number
  value: unknown
}

export interface Kernel {
  name: string
  /** Whether the device has the op; otherwise the composition is used. Default: true. */
  isSupported?(runner: OpRunner): boolean
  op(
    runner: OpRunner,
    inputs: Record<string, Tensor>,
    attributes: Record<string, unknown>,
  ): Tensor | Tensor[]
  composed(inputs: Record<string, Tensor>, attributes: Record<string, unknown>): Tensor | Tensor[]
  gradient?: Omit<GradConfig, 'kernelName'>
}

export function runKernel(
  tf: Tf,
  name: string,
  inputs: Record<string, Tensor>,
  attributes: object = {},
): Tensor {
  return tf.engine().runKernel(name, inputs, attributes as NamedAttrMap) as Tensor
}

/** The attribute T of ops on float32. */
export function floats(runner: OpRunner): OpAttribute {
  return typeAttribute(runner, 'T', runner.binding.TF_FLOAT)
}

export function typeAttribute(runner: OpRunner, name: string, value: number): OpAttribute {
  return { name, type: runner.binding.TF_ATTR_TYPE, value }
}
