/** Types of tfjs-node's binding to TensorFlow's C API. */
import type { Tensor, Tf } from '../tensorflow.ts'

export interface TensorMetadata {
  id: number
  shape: number[]
  dtype: number // TensorFlow's DataType
}

export interface OpAttribute {
  name: string
  type: number // one of the binding's TF_ATTR_*
  value: unknown // an array for a list
}

/** Ids of tensors are never reused. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: ArrayLike<number>): number
  executeOp(
    op: string,
    attributes: OpAttribute[],
    inputIds: number[],
    outputCount: number,
  ): TensorMetadata[]
  tensorDataSync(id: number): unknown
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  /** Blocks until the graph has run. @throws Error of TensorFlow's */
  runSavedModel(id: number, inputIds: number[], inputs: string, outputs: string): TensorMetadata[]
  TF_ATTR_STRING: number
  TF_ATTR_INT: number
  TF_ATTR_FLOAT: number
  TF_ATTR_BOOL: number
  TF_ATTR_TYPE: number
  TF_ATTR_SHAPE: number
}

/** The part of tfjs-node's backend used here. */
export interface NativeBackend {
  binding: Binding
  isUsingGpuDevice: boolean
  getInputTensorIds(tensors: Tensor[]): number[] // uploads values that are not on the device yet
  createOutputTensor(metadata: TensorMetadata): Tensor
}

export function isOnGpu(tf: Tf): boolean {
  return (tf.backend() as unknown as Partial<NativeBackend>).isUsingGpuDevice ?? false
}

/** @throws Error on a backend without graphs, such as the pure-JavaScript one */
export function nativeBackend(tf: Tf): NativeBackend {
  const backend = tf.backend() as unknown as Partial<NativeBackend>
  if (!backend.binding) throw new Error(`The backend ${tf.getBackend()} does not support graphs`)
  return backend as NativeBackend
}
