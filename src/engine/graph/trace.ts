/**
 * Records the ops that a function of tensors runs. Every op is executed on example values and logged: the JavaScript of
 * tfjs-core and its gradients runs once, and the log is the computation.
 */
import type { Tensor, Tf } from '../tensorflow.ts'
import { type Binding, nativeBackend, type OpAttribute } from './binding.ts'

export interface RecordedOp {
  op: string
  attributes: OpAttribute[]
  inputs: number[] // ids of tensors
  outputs: number[]
}

export interface RecordedTensor {
  shape: readonly number[]
  dtype: number
}

export interface Recording {
  ops: RecordedOp[]
  inputs: number[] // ids of the function's arguments
  outputs: number[] // ids of the results
  tensors: Map<number, RecordedTensor> // by id, without constants
  constants: Map<number, RecordedTensor & { values: ArrayLike<number> }>
}

/**
 * @param inputs   example arguments: only shapes and types are used
 * @param compute  a pure function of them; its results are disposed here
 * @param fixed    arguments that become constants, such as trained weights; what follows from them and from constants
 *                 alone becomes a constant too
 * @throws Error if the function reads the values of a tensor: the log would be incomplete
 */
export function record(
  tf: Tf,
  inputs: Tensor[],
  compute: () => Tensor[],
  fixed: Tensor[] | null = null,
): Recording {
  const backend = nativeBackend(tf)
  const inputIds = backend.getInputTensorIds(inputs)
  const recording: Recording = {
    ops: [],
    inputs: inputIds,
    outputs: [],
    tensors: new Map(),
    constants: new Map(),
  }
  for (const [index, id] of inputIds.entries()) {
    const { shape, dtype } = inputs[index]!
    recording.tensors.set(id, { shape, dtype: dtypeNumber(dtype) })
  }
  const { binding } = backend
  for (const [index, id] of backend.getInputTensorIds(fixed ?? []).entries()) {
    const { shape, dtype } = fixed![index]!
    const values = binding.tensorDataSync(id) as ArrayLike<number>
    recording.constants.set(id, { shape, dtype: dtypeNumber(dtype), values })
  }
  backend.binding = listening(binding, recording, fixed !== null)
  try {
    // clones share their values: a result that is one of the inputs can be disposed without it
    const results = tf.tidy(() => compute().map((tensor) => tf.clone(tensor)))
    recording.outputs = backend.getInputTensorIds(results)
    tf.dispose(results)
  } finally {
    backend.binding = binding
  }
  return recording
}

/** The binding, logging every op. Its properties are read-only, so this inherits from it. */
function listening(
  binding: Binding,
  { ops, tensors, constants }: Recording,
  isFolding: boolean,
): Binding {
  const heir = Object.create(binding) as Binding
  const replace = <Name extends keyof Binding>(name: Name, value: Binding[Name]) =>
    Object.defineProperty(heir, name, { value })
  replace('createTensor', (shape, dtype, values) => {
    const id = binding.createTensor(shape, dtype, values)
    constants.set(id, { shape: [...shape], dtype, values: Array.from(values) })
    return id
  })
  replace('executeOp', (op, attributes, inputIds, outputCount) => {
    const outputs = binding.executeOp(op, attributes, inputIds, outputCount)
    if (isFolding && inputIds.every((id) => constants.has(id))) {
      for (const { id, shape, dtype } of outputs) {
        const values = binding.tensorDataSync(id) as ArrayLike<number>
        constants.set(id, { shape, dtype, values })
      }
      return outputs
    }
    ops.push({ op, attributes, inputs: [...inputIds], outputs: outputs.map(({ id }) => id) })
    for (const { id, shape, dtype } of outputs) tensors.set(id, { shape, dtype })
    return outputs
  })
  replace('tensorDataSync', () => {
    throw new Error('A traced function must not read the values of tensors')
  })
  return heir
}

function dtypeNumber(dtype: string): number {
  const numbers: Record<string, number> = { float32: 1, int32: 3, bool: 10 }
  const number = numbers[dtype]
  if (number === undefined) throw new Error(`Graphs do not support tensors of type ${dtype}`)
  return number
}
