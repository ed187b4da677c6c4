import { maxRows, refuseTooLarge } from '../limits.ts'

/**
 * Finds where the records of a CSV file begin and how many fields each has (RFC 4180; LF, CRLF or CR).
 *
 * DuckDB then reads the cells with its relaxed parser. This scan comes first because DuckDB counts records, not
 * lines, guesses wrong if line ends inside quotes differ (as Excel writes them), and in relaxed mode silently drops
 * surplus fields.
 */
export interface Records {
  starts: number[] // byte offset of each record; blank lines are skipped
  fieldCounts: number[]
  endsEmpty: boolean[] // the last field is empty, maybe because of a trailing delimiter
  end: number[] // byte offset after each record, including its line end
}

export interface RecordFault {
  offset: number
  detail: string
}

const mostRecords = maxRows + 1_000 // allows for a header and lines before it
const quote = 0x22
const space = 0x20
const lf = 0x0a
const cr = 0x0d

/**
 * @returns the records, or the first place where quoting makes no sense
 * @throws Problem too-large, before the list of records takes more memory than the file
 */
export function scanRecords(bytes: Uint8Array, delimiter: number): Records | RecordFault {
  const records: Records = { starts: [], fieldCounts: [], endsEmpty: [], end: [] }
  const skipsSpaces = delimiter !== space
  const length = bytes.length
  let i = 0
  while (i < length) {
    const start = i
    let fieldCount = 0
    let isEmpty = true
    for (;;) {
      fieldCount++
      let fieldStart = i
      if (skipsSpaces) while (bytes[i] === space) i++
      if (bytes[i] === quote) {
        i = closingQuote(bytes, i + 1)
        if (i < 0) return { offset: start, detail: 'a quote is never closed' }
        if (skipsSpaces) while (bytes[i] === space) i++
        const byte = bytes[i]
        if (i < length && byte !== delimiter && byte !== lf && byte !== cr) {
          return { offset: start, detail: 'text follows a closing quote' }
        }
        fieldStart = -1
      } else {
        for (; i < length; i++) {
          const byte = bytes[i]
          if (byte === delimiter || byte === lf || byte === cr) break
        }
      }
      isEmpty = i === fieldStart
      if (bytes[i] !== delimiter || i >= length) break
      i++
    }
    const isBlank = fieldCount === 1 && isEmpty
    if (bytes[i] === cr && bytes[i + 1] === lf) i++
    i++
    if (isBlank) continue
    if (records.starts.length > mostRecords) {
      refuseTooLarge(`more than ${maxRows} rows`)
    }
    records.starts.push(start)
    records.fieldCounts.push(fieldCount)
    records.endsEmpty.push(isEmpty)
    records.end.push(Math.min(i, length))
  }
  return records
}

/**
 * Replaces every byte of every line end by LF, blank lines included; line ends inside quotes stay. Returns a copy
 * unless nothing changes.
 */
export function withLineFeeds(bytes: Buffer, { starts, end }: Records): Buffer {
  if (!bytes.includes(cr)) return bytes
  const changed = Buffer.from(bytes)
  for (const [index, after] of end.entries()) {
    let contentEnd = after
    if (bytes[contentEnd - 1] === lf) contentEnd--
    if (bytes[contentEnd - 1] === cr) contentEnd--
    changed.fill(lf, contentEnd, starts[index + 1] ?? bytes.length)
  }
  return changed
}

/** Splits a record into its fields, unquoted and trimmed. */
export function splitRecord(record: string, delimiter: string): string[] {
  const fields: string[] = []
  let field = ''
  let isQuoted = false
  for (let i = 0; i < record.length; i++) {
    const character = record[i]!
    if (character === '"' && isQuoted && record[i + 1] === '"') {
      field += '"'
      i++
    } else if (character === '"' && (isQuoted || field.trim() === '')) {
      isQuoted = !isQuoted
    } else if (character === delimiter && !isQuoted) {
      fields.push(field.trim())
      field = ''
    } else {
      field += character
    }
  }
  return [...fields, field.trim()]
}

/** Line number (from 1) of a byte offset. */
export function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let i = 0; i < offset; i++) {
    if (bytes[i] === lf || (bytes[i] === cr && bytes[i + 1] !== lf)) line++
  }
  return line
}

/** Offset after the quote that closes the field opened before `from`; -1 if there is none. */
function closingQuote(bytes: Uint8Array, from: number): number {
  let i = from
  for (;;) {
    i = bytes.indexOf(quote, i)
    if (i < 0) return -1
    if (bytes[i + 1] !== quote) return i + 1
    i += 2
  }
}
