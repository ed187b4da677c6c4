/** Types of a graph as plain data: nodes, attributes, functions. */

/** TensorFlow's DataType numbers. */
export const dtypes = {
  float32: 1,
  float64: 2,
  int32: 3,
  string: 7,
  int64: 9,
  bool: 10,
  resource: 20,
  uint64: 23,
} as const
export type Dtype = number

/** An attribute of a node; `list` where the value is a list of that kind. */
export type Attribute =
  | { kind: 'type' | 'int' | 'float'; value: number }
  | { kind: 'bool'; value: boolean }
  | { kind: 'string' | 'func'; value: string }
  | { kind: 'shape'; value: readonly number[] | null } // −1: unknown length; null: unknown rank
  | { kind: 'tensor'; value: ConstantValue }
  | { kind: 'list'; of: 'type' | 'int' | 'float' | 'bool' | 'string'; value: readonly unknown[] }

export interface ConstantValue {
  dtype: Dtype
  shape: readonly number[]
  bytes: Uint8Array // row-major, little-endian; empty for texts
  texts?: readonly string[] // of dtype string, row-major
}

export interface GraphNode {
  name: string
  op: string
  inputs: string[]
  attributes: Record<string, Attribute>
}

/** A function of the graph's library, such as the body of a loop. */
export interface GraphFunction {
  name: string
  args: { name: string; dtype: Dtype }[]
  results: { name: string; dtype: Dtype; ref: string }[]
  nodes: GraphNode[]
  isStateful: boolean
  attributes: Record<string, Attribute>
}

/** A value inside a graph or function under construction. */
export interface Value {
  ref: string // its name in the inputs of nodes
  dtype: Dtype
  shape: readonly number[] | null // null: unknown
}
