/** Converts a graph of TensorFlow ops to ONNX, op by op. */
import type { GraphBuilder } from '../../engine/graph/builder.ts'
import {
  type Attribute,
  type ConstantValue,
  dtypes,
  type GraphNode,
} from '../../engine/graph/values.ts'
import { arithmetic } from './arithmetic.ts'
import { images } from './images.ts'
import { CannotConvert, type Convert, type OpContext, onnxName, onnxType } from './op-context.ts'
import { type OnnxNode, type OnnxTensor, onnxTypes } from './proto.ts'
import { shapes } from './shapes.ts'

export const onnxOps: Readonly<Record<string, Convert>> = { ...arithmetic, ...shapes, ...images }

/** @throws CannotConvert */
export function convertGraph({ nodes, values }: GraphBuilder): {
  nodes: OnnxNode[]
  constants: OnnxTensor[]
} {
  const made: OnnxNode[] = []
  const constants = new Map<string, OnnxTensor>()
  const known = new Map<string, ConstantValue>()
  for (const node of nodes) {
    if (node.op === 'Placeholder') continue
    if (node.op === 'Const') {
      const { value } = node.attributes.value as Attribute & { kind: 'tensor' }
      known.set(`${node.name}:0`, value)
      const { dtype, ...rest } = value
      constants.set(node.name, { name: node.name, type: onnxType(dtype), ...rest })
      continue
    }
    const convert = onnxOps[node.op]
    if (!convert) throw new CannotConvert(node.op, `ONNX has no op like ${node.op}`)
    convert(contextOf(node, { made, constants, known, values }))
  }
  const used = new Set(made.flatMap(({ inputs }) => inputs))
  return { nodes: made, constants: [...constants.values()].filter(({ name }) => used.has(name)) }
}

interface Parts {
  made: OnnxNode[]
  constants: Map<string, OnnxTensor>
  known: Map<string, ConstantValue>
  values: GraphBuilder['values']
}

function contextOf(node: GraphNode, { made, constants, known, values }: Parts): OpContext {
  const refs = node.inputs
  const refuse = (detail: string): never => {
    throw new CannotConvert(node.op, `${node.op}: ${detail}`)
  }
  const outputs: string[] = []
  for (let at = 0; values.has(`${node.name}:${at}`); at++) {
    outputs.push(onnxName(`${node.name}:${at}`))
  }
  const addConstant = (tensor: Omit<OnnxTensor, 'name'>, key: string): string => {
    const name = `constant ${tensor.type} [${tensor.shape}] ${key}`
    if (!constants.has(name)) constants.set(name, { name, ...tensor })
    return name
  }
  const given = (input: number): ConstantValue =>
    known.get(refs[input]!) ?? refuse(`input ${input} is not constant`)
  return {
    inputs: refs.map(onnxName),
    outputs,
    refuse,
    attribute: (name) => node.attributes[name]?.value,
    isConstant: (input) => known.has(refs[input]!),
    constant: (input) => [...numbersOf(given(input))],
    shapeOf: (input) =>
      values.get(refs[input]!)?.shape ?? refuse(`the shape of input ${input} is not known`),
    dtypeOf: (input) => values.get(refs[input]!)!.dtype,
    emit(op, inputs, attributes = {}, own) {
      const names = own ?? [`${node.name}/${op}_${made.length}`]
      made.push({ op, inputs, outputs: names, attributes })
      return names[0]!
    },
    integers(list, shape = [list.length]) {
      const bytes = new Uint8Array(BigInt64Array.from(list, BigInt).buffer)
      return addConstant({ type: onnxTypes.int64, shape, bytes }, list.join())
    },
    like(input, value) {
      const { dtype } = values.get(refs[input]!)!
      return addConstant(
        { type: onnxType(dtype), shape: [], bytes: bytesOf(dtype, [value]) },
        `${value}`,
      )
    },
    rearranged(input, order, shape) {
      const { dtype, ...constant } = given(input)
      const moved = transposed(numbersOf({ dtype, ...constant }), constant.shape, order)
      const tensor = {
        type: onnxType(dtype),
        shape: shape ?? order.map((axis) => constant.shape[axis]!),
        bytes: bytesOf(dtype, moved),
      }
      return addConstant(tensor, `${refs[input]} by ${order}`)
    },
  }
}

function numbersOf({
  dtype,
  bytes,
}: ConstantValue): Float32Array | Float64Array | Int32Array | Uint8Array {
  const copy = bytes.slice().buffer
  if (dtype === dtypes.float32) return new Float32Array(copy)
  if (dtype === dtypes.float64) return new Float64Array(copy)
  return dtype === dtypes.int32 ? new Int32Array(copy) : new Uint8Array(copy)
}

function bytesOf(dtype: number, values: readonly number[]): Uint8Array {
  if (dtype === dtypes.float32) return new Uint8Array(Float32Array.from(values).buffer)
  if (dtype === dtypes.float64) return new Uint8Array(Float64Array.from(values).buffer)
  if (dtype === dtypes.int32) return new Uint8Array(Int32Array.from(values).buffer)
  if (dtype === dtypes.int64) {
    return new Uint8Array(BigInt64Array.from(values, (value) => BigInt(value)).buffer)
  }
  return Uint8Array.from(values)
}

/** Row-major values with their axes in another order. */
function transposed(
  values: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[],
): number[] {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  )
  let places = [0]
  for (const axis of order) {
    places = places.flatMap((place) =>
      Array.from({ length: shape[axis]! }, (_, at) => place + at * strides[axis]!),
    )
  }
  return places.map((place) => values[place]!)
}
