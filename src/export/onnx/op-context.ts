/** What the conversion of one op gets. */
import { dtypes } from '../../engine/graph/values.ts'
import { type OnnxAttribute, onnxTypes } from './proto.ts'

/** One TensorFlow op in ONNX: emits its nodes, the last of which has the outputs of the op. */
export type Convert = (op: OpContext) => void

export interface OpContext {
  inputs: string[] // names of ONNX values
  outputs: string[]
  attribute(name: string): unknown
  /** Values of an input that is constant. @throws CannotConvert */
  constant(input: number): number[]
  isConstant(input: number): boolean
  /** Of an input, −1 for the rows. @throws CannotConvert where it is not known */
  shapeOf(input: number): readonly number[]
  dtypeOf(input: number): number
  /** Adds a node and returns its output; without `outputs` it gets a name of its own. */
  emit(
    op: string,
    inputs: string[],
    attributes?: Record<string, OnnxAttribute>,
    outputs?: string[],
  ): string
  /** int64 constants, which ONNX takes for shapes and axes. */
  integers(values: readonly number[], shape?: readonly number[]): string
  /** A constant of the input's type. */
  like(input: number, value: number): string
  /** A constant input with another order of its axes, and perhaps another shape. */
  rearranged(input: number, order: readonly number[], shape?: readonly number[]): string
  refuse(detail: string): never
}

export class CannotConvert extends Error {
  readonly op: string

  constructor(op: string, detail: string) {
    super(detail)
    this.op = op
  }
}

const types: Readonly<Record<number, number>> = {
  [dtypes.float32]: onnxTypes.float,
  [dtypes.float64]: onnxTypes.double,
  [dtypes.int32]: onnxTypes.int32,
  [dtypes.int64]: onnxTypes.int64,
  [dtypes.string]: onnxTypes.string,
  [dtypes.bool]: onnxTypes.bool,
}

export function onnxType(dtype: number): number {
  return types[dtype]!
}

/** The name of a value in ONNX: `Conv2D_3` for `Conv2D_3:0`. */
export function onnxName(ref: string): string {
  return ref.replace(/:0$/, '')
}
