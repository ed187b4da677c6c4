/**
 * Packs JSON and float32 arrays into one buffer, with the same bytes on every machine: a magic word and version, the
 * length of the JSON in bytes, the JSON, zeros up to a multiple of 4, the arrays. All little-endian.
 */
import os from 'node:os'

const magic = Buffer.from('swpd')
const version = 1
const headBytes = 12

interface Packed<Kind extends string> {
  kind: Kind
  lengths: number[]
  content: unknown
}

/** @param kind  type of the content, checked by `unpack` */
export function pack(kind: string, content: unknown, arrays: readonly Float32Array[]): Buffer {
  const lengths = arrays.map(({ length }) => length)
  const json = Buffer.from(JSON.stringify({ kind, lengths, content } satisfies Packed<string>))
  const head = Buffer.alloc(headBytes)
  magic.copy(head)
  head.writeUInt32LE(version, 4)
  head.writeUInt32LE(json.length, 8)
  const padding = Buffer.alloc(padded(json.length) - json.length)
  return Buffer.concat([head, json, padding, ...arrays.map(toBytes)])
}

/** The kind that `pack` wrote; null for other bytes. */
export function packedKind(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < headBytes || !buffer.subarray(0, 4).equals(magic)) return null
  if (buffer.readUInt32LE(4) !== version) return null
  return readHead(buffer).kind
}

/** @throws Error for bytes that `pack` did not write, or wrote with another kind or version */
export function unpack(
  kind: string,
  bytes: Uint8Array,
): { content: unknown; arrays: Float32Array[] } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < headBytes || !buffer.subarray(0, 4).equals(magic)) {
    throw new Error(
      `Not a ${kind}: the file (${buffer.length} bytes) does not begin with its header`,
    )
  }
  const found = buffer.readUInt32LE(4)
  if (found !== version)
    throw new Error(
      `The ${kind} was written in format version ${found}, but this release reads version ${version}`,
    )
  const packed = readHead(buffer)
  if (packed.kind !== kind) throw new Error(`Not a ${kind}: the file is a ${packed.kind}`)
  let at = headBytes + padded(buffer.readUInt32LE(8))
  const arrays = packed.lengths.map((length) => {
    const part = buffer.subarray(at, at + 4 * length)
    if (part.length !== 4 * length) throw new Error(`The ${kind} is truncated`)
    at += 4 * length
    return toFloats(part)
  })
  return { content: packed.content, arrays }
}

function readHead(buffer: Buffer): Packed<string> {
  const jsonLength = buffer.readUInt32LE(8)
  return JSON.parse(buffer.subarray(headBytes, headBytes + jsonLength).toString())
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}

function toBytes(array: Float32Array): Buffer {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength)
  return os.endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32()
}

/** Copies, because float32 arrays must be aligned. */
function toFloats(bytes: Buffer): Float32Array {
  const copy = Buffer.from(new ArrayBuffer(bytes.length))
  bytes.copy(copy)
  if (os.endianness() === 'BE') copy.swap32()
  return new Float32Array(copy.buffer, copy.byteOffset, bytes.length / 4)
}

/** Concatenates arrays. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts
  if (first && parts.length === 1) return first
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
