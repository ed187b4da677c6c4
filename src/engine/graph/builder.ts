/** Builds a graph, or one of its functions, node by node; infers the types and counts of ops from their inputs. */
import { findSignature } from './signature.ts'
import {
  type Attribute,
  type ConstantValue,
  type Dtype,
  dtypes,
  type GraphNode,
  type Value,
} from './values.ts'

export interface OpOutput {
  dtype: Dtype
  shape: readonly number[] | null
}

/** A side effect, such as an assignment: the name of its node. */
export interface Effect {
  node: string
}

export interface GraphBuilder {
  nodes: GraphNode[]
  values: Map<string, Value> // every value of the nodes, by its name
  /** Adds a node with one output. */
  op(op: string, inputs: Value[], output: OpOutput, attributes?: Record<string, Attribute>): Value
  ops(
    op: string,
    inputs: Value[],
    outputs: OpOutput[],
    attributes?: Record<string, Attribute>,
  ): Value[]
  /** Adds a node without outputs. */
  effect(op: string, inputs: Value[]): Effect
  /** Returns `value` after the effects have been executed. */
  after(effects: readonly Effect[], value: Value): Value
  /** Equal constants share a node. */
  constant(dtype: Dtype, shape: readonly number[], values: ArrayLike<number>): Value
  /** A constant of dtype string. */
  texts(shape: readonly number[], texts: readonly string[]): Value
  /** An input of the top graph. */
  placeholder(dtype: Dtype, shape: readonly number[] | null, name?: string): Value
  /** The value under another name, such as that of an output. */
  named(name: string, value: Value): Value
}

/** @param scope  determines the names of values: `node:index` in the top graph, `node:argument:index` in a function */
export function createBuilder(scope: 'graph' | 'function'): GraphBuilder {
  const nodes: GraphNode[] = []
  const values = new Map<string, Value>()
  const known = (value: Value): Value => {
    values.set(value.ref, value)
    return value
  }
  const firstOf = (name: string) => (scope === 'graph' ? `${name}:0` : `${name}:output:0`)
  const constants = new Map<string, Value>()
  const add = (
    op: string,
    inputs: string[],
    attributes: Record<string, Attribute>,
    name = `${op}_${nodes.length}`,
  ) => {
    nodes.push({ name, op, inputs, attributes })
    return name
  }
  const addConstant = (value: ConstantValue, content: string): Value => {
    const { dtype, shape } = value
    const key = `${dtype} ${shape} ${content}`
    const before = constants.get(key)
    if (before) return before
    const attributes: Record<string, Attribute> = {
      dtype: { kind: 'type', value: dtype },
      value: { kind: 'tensor', value },
    }
    const name = add('Const', [], attributes)
    const made = known({ ref: firstOf(name), dtype, shape })
    constants.set(key, made)
    return made
  }
  const builder: GraphBuilder = {
    nodes,
    values,
    op: (op, inputs, output, attributes) => builder.ops(op, inputs, [output], attributes)[0]!,
    ops(op, inputs, outputs, attributes = {}) {
      const inferred = inferAttributes(op, inputs, outputs)
      const name = add(
        op,
        inputs.map(({ ref }) => ref),
        { ...inferred, ...attributes },
      )
      const places = outputPlaces(op, outputs.length)
      return outputs.map(({ dtype, shape }, index) => {
        const { argument, at } = places[index]!
        const ref = scope === 'graph' ? `${name}:${index}` : `${name}:${argument}:${at}`
        return known({ ref, dtype, shape })
      })
    },
    effect(op, inputs) {
      const refs = inputs.map(({ ref }) => ref)
      return { node: add(op, refs, inferAttributes(op, inputs, [])) }
    },
    after(effects, value) {
      const refs = [value.ref, ...effects.map(({ node }) => `^${node}`)]
      const name = add('Identity', refs, { T: { kind: 'type', value: value.dtype } })
      return known({ ...value, ref: firstOf(name) })
    },
    constant(dtype, shape, values) {
      const value: ConstantValue = { dtype, shape, bytes: toBytes(dtype, values) }
      return addConstant(value, Buffer.from(value.bytes).toString('latin1'))
    },
    texts(shape, texts) {
      const value: ConstantValue = { dtype: dtypes.string, shape, bytes: new Uint8Array(), texts }
      return addConstant(value, JSON.stringify(texts))
    },
    placeholder(dtype, shape, name) {
      const attributes: Record<string, Attribute> = {
        dtype: { kind: 'type', value: dtype },
        shape: { kind: 'shape', value: shape },
      }
      return known({ ref: `${add('Placeholder', [], attributes, name)}:0`, dtype, shape })
    },
    named(name, value) {
      add('Identity', [value.ref], { T: { kind: 'type', value: value.dtype } }, name)
      return known({ ...value, ref: firstOf(name) })
    },
  }
  return builder
}

/** Infers the attributes for the types and counts of inputs. */
function inferAttributes(
  op: string,
  inputs: Value[],
  outputs: OpOutput[],
): Record<string, Attribute> {
  const signature = findSignature(op)
  const attributes: Record<string, Attribute> = {}
  let at = 0
  for (const { typeAttribute, countAttribute, isList } of signature.inputs) {
    // at most one argument of an op is variadic: it takes the inputs that the others leave
    const isVariadic = isList || countAttribute !== null
    const count = isVariadic ? inputs.length - (signature.inputs.length - 1) : 1
    const own = inputs.slice(at, at + count)
    at += count
    if (countAttribute) attributes[countAttribute] = { kind: 'int', value: count }
    if (isList) {
      attributes[typeAttribute!] = {
        kind: 'list',
        of: 'type',
        value: own.map(({ dtype }) => dtype),
      }
    } else if (typeAttribute && own[0]) {
      attributes[typeAttribute] = { kind: 'type', value: own[0].dtype }
    }
  }
  for (const [place, { typeAttribute, countAttribute, isList }] of signature.outputs.entries()) {
    if (countAttribute) attributes[countAttribute] ??= { kind: 'int', value: outputs.length }
    if (!typeAttribute || attributes[typeAttribute]) continue
    const types = outputs.map(({ dtype }) => dtype)
    attributes[typeAttribute] = isList
      ? { kind: 'list', of: 'type', value: types }
      : { kind: 'type', value: types[place]! }
  }
  return attributes
}

/** The output argument that each output belongs to, and its place in it. */
function outputPlaces(op: string, count: number): { argument: string; at: number }[] {
  const { outputs } = findSignature(op)
  const [first] = outputs
  if (first && (first.isList || first.countAttribute)) {
    return Array.from({ length: count }, (_, at) => ({ argument: first.name, at }))
  }
  return outputs.map(({ name }) => ({ argument: name, at: 0 }))
}

function toBytes(dtype: Dtype, values: ArrayLike<number>): Uint8Array {
  if (dtype === dtypes.bool) return Uint8Array.from(values)
  if (dtype === dtypes.float64) return new Uint8Array(Float64Array.from(values).buffer)
  const array = dtype === dtypes.float32 ? Float32Array.from(values) : Int32Array.from(values)
  return new Uint8Array(array.buffer)
}
