import { isAscii, isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { type Fault, Problem } from '../../errors.ts'
import { lineAt } from './records.ts'

/** Lines of a file as UTF-8, and the number of the first line in the file. */
export interface Lines {
  bytes: Buffer
  firstLine: number // from 1
}

/** Any encoding that browsers support, by any of its names. */
export const Encoding = z
  .string()
  .max(40)
  .refine(isKnown, {
    error:
      'expected an encoding of the web, such as utf-8, utf-16le, utf-16be, windows-1252, latin1 or windows-1250',
  })
  .describe(
    'any encoding of the web, such as `utf-16le`, `windows-1252` (also called `latin1`), `shift_jis`; a byte order mark in the file takes precedence',
  )

const marks: { encoding: string; bytes: number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
]
const chunkBytes = 2 ** 24 // JavaScript strings hold at most 2^29 characters

/**
 * Decodes a file to UTF-8 without a byte order mark. A mark takes precedence over the spec.
 *
 * @throws Problem 'invalid-dataset' for bytes that are not text in this encoding
 */
export function decodeText(file: Buffer, encoding: string): Lines {
  const mark = marks.find(({ bytes }) => bytes.every((byte, index) => file[index] === byte))
  const marked = new TextDecoder(mark?.encoding ?? encoding).encoding
  const content = file.subarray(mark?.bytes.length ?? 0)
  const bytes = marked === 'utf-8' ? content : recode(content, marked)
  const text = { bytes, firstLine: 1 }
  const zero = bytes.indexOf(0)
  if (zero >= 0) throw invalidText(text, zero, zeroByte(bytes))
  if (isUtf8(bytes)) return text
  const detail =
    'not UTF-8: name the encoding, such as "encoding": "windows-1252" for files of Windows in Western Europe and America'
  const mends = [{ encoding: 'windows-1252' }]
  throw invalidText(text, invalidUtf8(bytes), { detail, mends })
}

/** Whether a file that was read in another encoding is UTF-8 with more than ASCII: chance rarely makes such bytes. */
export function isMisread(file: Buffer, encoding: string): boolean {
  if (new TextDecoder(encoding).encoding === 'utf-8' || isAscii(file)) return false
  const isMarked = marks.some(({ bytes }) => bytes.every((byte, index) => file[index] === byte))
  return !isMarked && isUtf8(file)
}

/** A fault of the file at a byte offset of `lines`, with its line number. */
export function faultAt({ bytes, firstLine }: Lines, offset: number, detail: string): Fault {
  return {
    pointer: '/file',
    detail: `line ${firstLine - 1 + lineAt(bytes, offset)}: ${detail}`,
  }
}

export function invalidCsv(faults: Fault[]): Problem {
  return new Problem('invalid-dataset', 'The file is not a valid CSV file.', faults)
}

function recode(bytes: Buffer, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const chunks: Buffer[] = []
  try {
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      const chunk = bytes.subarray(start, start + chunkBytes)
      chunks.push(Buffer.from(decoder.decode(chunk, { stream: true })))
    }
    chunks.push(Buffer.from(decoder.decode()))
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    throw invalidCsv([
      { pointer: '/file', detail: `not ${encoding}: another encoding, or damaged` },
    ])
  }
  return Buffer.concat(chunks)
}

function isKnown(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function zeroByte(bytes: Buffer): Omit<Fault, 'pointer'> {
  const start = bytes.subarray(0, 1000)
  const zeros = (offset: number) => {
    const places = start.filter((_, index) => index % 2 === offset)
    return places.filter((byte) => byte === 0).length / places.length
  }
  const looksLike = (encoding: string) => ({
    detail: `a zero byte: this looks like UTF-16 without a mark, give "encoding": "${encoding}"`,
    mends: [{ encoding }],
  })
  // binary files have zeros at both places
  const [even, odd] = [zeros(0), zeros(1)]
  if (odd > 0.4 && even < 0.1) return looksLike('utf-16le')
  if (even > 0.4 && odd < 0.1) return looksLike('utf-16be')
  return { detail: 'a zero byte: this is not a text file' }
}

function invalidText(text: Lines, offset: number, fault: Omit<Fault, 'pointer'>): Problem {
  return invalidCsv([{ ...fault, ...faultAt(text, offset, fault.detail) }])
}

/** Offset of the first line that is not UTF-8. */
function invalidUtf8(bytes: Buffer): number {
  let start = 0
  while (start < bytes.length) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline < 0 ? bytes.length : newline + 1
    if (!isUtf8(bytes.subarray(start, end))) return start
    start = end
  }
  return 0
}
