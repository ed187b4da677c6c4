/** A graph as the JSON of a GraphDef, as protobuf writes it. */
import type { Attribute, GraphNode, Value } from '../engine/graph/values.ts'

export const dtypeNames: Readonly<Record<number, string>> = {
  1: 'DT_FLOAT',
  2: 'DT_DOUBLE',
  3: 'DT_INT32',
  7: 'DT_STRING',
  9: 'DT_INT64',
  10: 'DT_BOOL',
}

/** A node; the values of constants are left out. */
export function nodeJson({ name, op, inputs, attributes }: GraphNode): object {
  const attr = Object.entries(attributes).map(([key, attribute]) => [key, attributeJson(attribute)])
  return {
    name,
    op,
    input: inputs.map((ref) => ref.replace(/:0$/, '')),
    attr: Object.fromEntries(attr),
  }
}

/** An input or output of the graph's signature. */
export function valueJson({ ref, dtype, shape }: Value): object {
  return { name: ref, dtype: dtypeNames[dtype], tensorShape: shapeJson(shape) }
}

function attributeJson(attribute: Attribute): object {
  switch (attribute.kind) {
    case 'shape':
      return { shape: shapeJson(attribute.value) }
    case 'tensor': {
      const { dtype, shape } = attribute.value
      return { tensor: { dtype: dtypeNames[dtype], tensorShape: shapeJson(shape) } }
    }
    case 'func':
      throw new Error('an exported graph has no functions')
    case 'list': {
      const values = attribute.value.map((value) => Object.values(scalar(attribute.of, value))[0])
      return { list: { [fields[attribute.of]]: values } }
    }
    default:
      return scalar(attribute.kind, attribute.value)
  }
}

const fields = { string: 's', int: 'i', float: 'f', bool: 'b', type: 'type' } as const

function scalar(kind: keyof typeof fields, value: unknown): object {
  if (kind === 'string') return { s: Buffer.from(String(value)).toString('base64') }
  if (kind === 'int') return { i: String(value) }
  if (kind === 'type') return { type: dtypeNames[value as number] }
  return { [fields[kind]]: value }
}

function shapeJson(shape: readonly number[] | null): object {
  if (shape === null) return { unknownRank: true }
  return { dim: shape.map((length) => ({ size: String(length) })) }
}
