/** ONNX messages, written with the encoder that TensorFlow.js brings. @see onnx/onnx.proto of ONNX 1.14 */
import { createRequire } from 'node:module'

/** The part of google-protobuf's BinaryWriter used here. */
interface Writer {
  writeString(field: number, value: string): void
  writeBytes(field: number, value: Uint8Array): void
  writeInt32(field: number, value: number): void
  writeInt64(field: number, value: number): void
  writeInt64String(field: number, value: string): void
  writeFloat(field: number, value: number): void
  writeMessage(field: number, value: unknown, write: (value: unknown, writer: Writer) => void): void
  getResultBuffer(): Uint8Array
}

const require = createRequire(import.meta.url)

/** TensorProto.DataType */
export const onnxTypes = { float: 1, int32: 6, int64: 7, string: 8, bool: 9, double: 11 } as const

export interface OnnxTensor {
  name: string
  type: number
  shape: readonly number[]
  bytes: Uint8Array // little-endian; empty for texts
  texts?: readonly string[]
}

export type OnnxAttribute = number | string | readonly number[] | { float: number }

export interface OnnxNode {
  op: string
  inputs: string[]
  outputs: string[]
  attributes: Record<string, OnnxAttribute>
}

export interface OnnxValue {
  name: string
  type: number
  shape: readonly number[] // −1: rows
}

export interface OnnxModel {
  opset: number
  producer: { name: string; version: string }
  metadata: Record<string, string>
  nodes: readonly OnnxNode[]
  constants: readonly OnnxTensor[]
  inputs: readonly OnnxValue[]
  outputs: readonly OnnxValue[]
}

const irVersion = 9 // of ONNX 1.14, whose opset is 19

export function encodeOnnx(model: OnnxModel): Uint8Array {
  const { BinaryWriter } = require('google-protobuf') as { BinaryWriter: new () => Writer }
  const writer = new BinaryWriter()
  writer.writeInt64(1, irVersion)
  writer.writeString(2, model.producer.name)
  writer.writeString(3, model.producer.version)
  message(writer, 7, () => writeGraph(writer, model))
  message(writer, 8, () => {
    writer.writeString(1, '')
    writer.writeInt64(2, model.opset)
  })
  for (const [key, value] of Object.entries(model.metadata)) {
    message(writer, 14, () => {
      writer.writeString(1, key)
      writer.writeString(2, value)
    })
  }
  return writer.getResultBuffer()
}

function writeGraph(writer: Writer, { nodes, constants, inputs, outputs }: OnnxModel): void {
  for (const node of nodes) message(writer, 1, () => writeNode(writer, node))
  writer.writeString(2, 'sweepd')
  for (const constant of constants) message(writer, 5, () => writeTensor(writer, constant))
  for (const input of inputs) message(writer, 11, () => writeValue(writer, input))
  for (const output of outputs) message(writer, 12, () => writeValue(writer, output))
}

function writeNode(writer: Writer, { op, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) writer.writeString(1, input)
  for (const output of outputs) writer.writeString(2, output)
  writer.writeString(4, op)
  for (const [name, value] of Object.entries(attributes)) {
    message(writer, 5, () => {
      writer.writeString(1, name)
      writeAttribute(writer, value)
    })
  }
}

/** The number in field 20 is AttributeProto.AttributeType. */
function writeAttribute(writer: Writer, value: OnnxAttribute): void {
  if (typeof value === 'number') {
    writer.writeInt64(3, value)
    writer.writeInt32(20, 2)
  } else if (typeof value === 'string') {
    writer.writeBytes(4, Buffer.from(value))
    writer.writeInt32(20, 3)
  } else if ('float' in value) {
    writer.writeFloat(2, value.float)
    writer.writeInt32(20, 1)
  } else {
    for (const item of value) writer.writeInt64(8, item)
    writer.writeInt32(20, 7)
  }
}

function writeTensor(writer: Writer, { name, type, shape, bytes, texts }: OnnxTensor): void {
  for (const length of shape) writer.writeInt64(1, length)
  writer.writeInt32(2, type)
  for (const text of texts ?? []) writer.writeBytes(6, Buffer.from(text))
  writer.writeString(8, name)
  if (!texts) writer.writeBytes(9, bytes)
}

function writeValue(writer: Writer, { name, type, shape }: OnnxValue): void {
  writer.writeString(1, name)
  message(writer, 2, () =>
    message(writer, 1, () => {
      writer.writeInt32(1, type)
      message(writer, 2, () => {
        for (const length of shape) {
          message(writer, 1, () => {
            if (length === -1) writer.writeString(2, 'rows')
            else writer.writeInt64(1, length)
          })
        }
      })
    }),
  )
}

function message(writer: Writer, field: number, write: () => void): void {
  writer.writeMessage(field, true, write)
}
