import type { Fault } from '../../errors.ts'
import { delimiterName } from './delimiter.ts'
import type { Layout } from './layout.ts'
import { lineAt } from './records.ts'
import type { Lines } from './text.ts'

const bytesTried = 16_384
const delimiters = ['\t', ';', ',', '|', 'whitespace']
const titlesAtMost = 50
const feetAtMost = 10
const othersAtMost = 0.1 // share of the lines below that may still have another width

/**
 * Explains why a file has one column, or lines of different widths: it may use another delimiter, or have lines before
 * the header or below the table. Returns null if neither explains it.
 *
 * @param widthWith  number of fields per line if read with a delimiter; null if lines differ
 */
export function explainLayout(
  layout: Layout,
  delimiter: string,
  widthWith: (lines: Lines, delimiter: string) => number | null,
): Fault | null {
  const found =
    layout.ragged.length > 0 ? 'lines differ in their number of fields' : 'one column was found'
  return (
    otherDelimiter(layout.lines, delimiter, found, widthWith) ??
    titleLines(layout) ??
    footLines(layout)
  )
}

/** Explains a few lines of other widths that precede lines of nearly all one width. */
function titleLines({ lines, records }: Layout): Fault | null {
  const { starts, end, fieldCounts } = records
  const usual = mostFrequent(fieldCounts)
  const first = fieldCounts.indexOf(usual)
  const below = fieldCounts.slice(first)
  const others = below.filter((count) => count !== usual).length
  const isTitle = first > 0 && first <= titlesAtMost && usual > 1
  if (!isTitle || others > othersAtMost * below.length) return null
  const count = lines.firstLine - 2 + lineAt(lines.bytes, starts[first]!)
  const title = lines.bytes.toString('utf8', starts[0], end[0]).trim().slice(0, 60)
  if (first === 1 && fieldCounts[0] === usual - 1 && usual > 2) {
    const detail =
      `the first line ('${title}') has one field less than the others: if these begin with row names, as R ` +
      `writes them, name that column too; if it is a title, give "skipLines": ${count}`
    return { pointer: '/file', detail } // both happen, and each answer spoils the other file
  }
  const which = count === 1 ? 'line 1 is' : `lines 1 to ${count} are`
  const detail =
    `${which} not like the others, which have ${usual} fields each; the first is '${title}': ` +
    `if the table begins below, give "skipLines": ${count}`
  return { pointer: '/spec/skipLines', detail, mends: [{ skipLines: count }] }
}

/** Explains a few last lines of other widths, such as a source or the number of rows. */
function footLines({ lines, records, ragged, frame }: Layout): Fault | null {
  const { starts, end } = records
  const count = ragged.length
  const first = starts.length - count
  const isFoot = count > 0 && count <= feetAtMost && ragged[0] === first && first > 2
  // a row that lacks a field is to be mended, not left out
  const hasWords = ragged.every((index) =>
    /\p{L}{2}/u.test(lines.bytes.toString('utf8', starts[index], end[index])),
  )
  if (!isFoot || !hasWords) return null
  const text = lines.bytes.toString('utf8', starts[first], end[first]).trim().slice(0, 60)
  const line = lines.firstLine - 1 + lineAt(lines.bytes, starts[first]!)
  const which = count === 1 ? `line ${line}, the last, is` : `the last ${count} lines are`
  const skipLastLines = frame.skipLastLines + count
  const detail = `${which} not like the others ('${text}'): if the table ends above, give "skipLastLines": ${skipLastLines}`
  return { pointer: '/file', detail, mends: [{ skipLastLines }] }
}

/** Suggests the first other delimiter with which all first lines have the same width, if any. */
export function otherDelimiter(
  lines: Lines,
  delimiter: string,
  found: string,
  widthWith: (lines: Lines, delimiter: string) => number | null,
): Fault | null {
  const sample = { ...lines, bytes: firstLines(lines.bytes) }
  for (const other of delimiters) {
    if (other === delimiter) continue
    const fields = widthWith(sample, other)
    if (fields === null || fields < 2) continue
    const detail = `${found}; with "delimiter": ${JSON.stringify(delimiterName(other))} each line has ${fields} fields`
    return { pointer: '/spec/delimiter', detail, mends: [{ delimiter: delimiterName(other) }] }
  }
  return null
}

/** The whole lines within the first few kilobytes. */
function firstLines(bytes: Buffer): Buffer {
  if (bytes.length <= bytesTried) return bytes
  const end = Math.max(bytes.lastIndexOf('\n', bytesTried), bytes.lastIndexOf('\r', bytesTried))
  return bytes.subarray(0, end < 0 ? bytesTried : end + 1)
}

function mostFrequent(counts: readonly number[]): number {
  const lines = new Map<number, number>()
  for (const count of counts) lines.set(count, (lines.get(count) ?? 0) + 1)
  return [...lines].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}
