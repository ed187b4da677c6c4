import type { Fault } from '../../errors.ts'
import { checkSize, maxColumns } from '../limits.ts'
import { blanksToTabs } from './blanks-to-tabs.ts'
import { explainLayout, otherDelimiter } from './explain-layout.ts'
import { type Records, scanRecords, splitRecord } from './records.ts'
import { faultAt, invalidCsv, type Lines } from './text.ts'

/** What surrounds the rows of a table. */
export interface Frame {
  header: boolean
  skipBelowHeader: number // records between the header and the first row
  skipLastLines: number // records after the last row
}

/** Lines with a one-character delimiter, and the records found in them. */
export interface Layout {
  lines: Lines
  delimiter: string
  frame: Frame
  records: Records
  names: string[] | null // null without a header
  nameless: number[] // columns without a name in the header
  width: number
  rows: number
  ragged: number[] // records with more or fewer fields
}

const faultsShown = 10
const longestName = 1_000

/**
 * Finds the records, and checks that all have as many fields as the first. If the file makes no sense otherwise,
 * a blank as delimiter stands for any run of blanks and tabs; `isAligned` is then true.
 *
 * @param delimiter  a character, or `whitespace`
 * @throws Problem 'invalid-dataset' with the lines, and the option to set if extra lines or a delimiter are the cause
 */
export function layOut(
  lines: Lines,
  delimiter: string,
  frame: Frame,
): { layout: Layout; isAligned: boolean } {
  const found = findLayout(lines, delimiter, frame)
  refuseLongNames(found.layout)
  return found
}

function findLayout(
  lines: Lines,
  delimiter: string,
  frame: Frame,
): { layout: Layout; isAligned: boolean } {
  const layout = readLayout(lines, delimiter, frame)
  if (delimiter === ' ' && (!isRegular(layout) || hasEmptyColumn(layout))) {
    const aligned = readLayout(lines, 'whitespace', frame)
    if (isRegular(aligned)) return { layout: aligned, isAligned: true }
  }
  if (isRegular(layout) && layout.width > 1) return { layout, isAligned: false }
  const read = (some: Lines, other: string) => {
    const tried = readLayout(some, other, frame)
    return isRegular(tried) ? tried.width : null
  }
  if ('pointer' in layout) {
    throw invalidCsv([otherDelimiter(lines, delimiter, layout.detail, read) ?? layout])
  }
  const reason = explainLayout(layout, delimiter, read)
  if (reason) throw invalidCsv([reason])
  if (layout.ragged.length > 0) throw invalidCsv(raggedFaults(layout, frame.header))
  return { layout, isAligned: false }
}

/** Refuses very long names: a file without line ends, or not a table, would be sent back whole in answers. */
function refuseLongNames({ lines, records, names }: Layout): void {
  const column = (names ?? []).findIndex(({ length }) => length > longestName)
  if (column < 0) return
  const { length } = names![column]!
  const detail = `the name of column ${column + 1} has ${length} characters; at most ${longestName} are accepted`
  throw invalidCsv([faultAt(lines, records.starts[0]!, detail)])
}

/** Looks for a name that the header lacks in the first records, because the real header may come later. */
export function laterHeader(
  { lines, records, delimiter }: Layout,
  name: string,
): Omit<Fault, 'pointer'> | null {
  for (const [index, start] of records.starts.slice(0, 20).entries()) {
    const record = lines.bytes.toString('utf8', start, records.end[index])
    if (index === 0 || !splitRecord(record, delimiter).includes(name)) continue
    const { detail } = faultAt(lines, start, '')
    const line = Number(/\d+/.exec(detail)?.[0])
    const hint = `line ${line} has it: if that is the header, give "skipLines": ${line - 1}`
    return { detail: hint, mends: [{ skipLines: line - 1 }] }
  }
  return null
}

function readLayout(given: Lines, delimiter: string, frame: Frame): Layout | Fault {
  if (delimiter === 'whitespace') {
    return readLayout({ ...given, bytes: blanksToTabs(given.bytes) }, '\t', frame)
  }
  const scanned = scanRecords(given.bytes, delimiter.charCodeAt(0))
  if ('offset' in scanned) return faultAt(given, scanned.offset, scanned.detail)
  const { header } = frame
  const records = withoutExtras(scanned, frame)
  if (records.starts.length === 0) return { pointer: '/file', detail: 'the file is empty' }
  const rows = records.starts.length - (header ? 1 : 0)
  // check before splitting; one extra field may be just a trailing delimiter
  const fields = records.fieldCounts[0]!
  if (fields - 1 > maxColumns) checkSize(rows, fields)
  const headers = header ? readHeader(given.bytes, records, delimiter) : null
  const names = headers?.map((name, index) => (name === '' ? `column${index}` : name)) ?? null
  const width = names?.length ?? countFields(records)
  checkSize(rows, width)
  const ragged = raggedRecords(records, width, header)
  const nameless = (headers ?? []).flatMap((name, index) => (name === '' ? [index] : []))
  return { lines: given, delimiter, frame, records, names, nameless, width, rows, ragged }
}

function withoutExtras(
  records: Records,
  { header, skipBelowHeader, skipLastLines }: Frame,
): Records {
  if (skipBelowHeader === 0 && skipLastLines === 0) return records
  const above = header ? 1 : 0
  const last = records.starts.length - skipLastLines
  const isKept = (_: unknown, index: number) =>
    index < last && (index < above || index >= above + skipBelowHeader)
  return {
    starts: records.starts.filter(isKept),
    fieldCounts: records.fieldCounts.filter(isKept),
    endsEmpty: records.endsEmpty.filter(isKept),
    end: records.end.filter(isKept),
  }
}

function isRegular(layout: Layout | Fault): layout is Layout {
  return !('pointer' in layout) && layout.ragged.length === 0
}

/** Whether a column has no values at all, as when two blanks separate the fields of every line. */
function hasEmptyColumn({ lines, records, delimiter, width, names }: Layout): boolean {
  const empty = new Set(Array.from({ length: width }, (_, index) => index))
  for (let index = names ? 1 : 0; index < records.starts.length && empty.size > 0; index++) {
    const record = lines.bytes.toString('utf8', records.starts[index], records.end[index])
    for (const [column, field] of splitRecord(record, delimiter).entries()) {
      if (field !== '') empty.delete(column)
    }
  }
  return empty.size > 0
}

function readHeader(bytes: Buffer, records: Records, delimiter: string): string[] {
  const names = splitRecord(bytes.toString('utf8', records.starts[0], records.end[0]), delimiter)
  if (names.length > 1 && names.at(-1) === '' && isTrailing(records, names.length)) names.pop()
  return names
}

/** Whether the last of `count` fields is empty in every record, so that it is just a trailing delimiter. */
function isTrailing({ fieldCounts, endsEmpty }: Records, count: number): boolean {
  return fieldCounts.every((fields, index) => fields < count || endsEmpty[index])
}

/** Number of fields of a file without a header; a trailing delimiter on every line is not a field. */
function countFields(records: Records): number {
  const { fieldCounts } = records
  const widest = fieldCounts.reduce((most, count) => Math.max(most, count), 1)
  return widest > 1 && isTrailing(records, widest) ? widest - 1 : fieldCounts[0]!
}

function raggedRecords(
  { starts, fieldCounts, endsEmpty }: Records,
  width: number,
  header: boolean,
): number[] {
  const ragged: number[] = []
  for (let index = header ? 1 : 0; index < starts.length; index++) {
    const count = fieldCounts[index]!
    if (count !== width && !(count === width + 1 && endsEmpty[index])) ragged.push(index)
  }
  return ragged
}

function raggedFaults({ lines, records, width, ragged }: Layout, header: boolean): Fault[] {
  const expected = header ? `the header has ${width}` : `${width} are expected`
  const faults = ragged.slice(0, faultsShown).map((index) => {
    const detail = `${records.fieldCounts[index]} fields where ${expected}`
    return faultAt(lines, records.starts[index]!, detail)
  })
  const rest = ragged.length - faults.length
  if (rest > 0) faults.push({ pointer: '/file', detail: `${rest} more lines have the same fault` })
  return faults
}
