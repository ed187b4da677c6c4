import { z } from 'zod'
import { readBody } from '../csv/body.ts'
import { chooseDelimiter, Delimiter } from '../csv/delimiter.ts'
import { laterHeader, layOut } from '../csv/layout.ts'
import { refuseOddRow, totalRow } from '../csv/odd-row.ts'
import { withLineFeeds } from '../csv/records.ts'
import { separatorLine, skipLines } from '../csv/skip-lines.ts'
import { decodeText, Encoding, invalidCsv, isMisread } from '../csv/text.ts'
import { defineFormat } from '../format.ts'
import { refuseNoRows } from '../read/no-rows.ts'
import { rowNamesByName } from '../read/row-names.ts'
import { checkNotation, notationOptions } from '../text/notation.ts'
import { isNumberText } from '../text/number-text.ts'
import { readingWarning } from '../warnings/while-reading.ts'

/** Reads comma-separated values (RFC 4180). Every record must have as many fields as the first. */
export const csv = defineFormat({
  summary: 'Comma-separated values and other delimited text',
  options: z.object({
    header: z
      .boolean()
      .default(true)
      .describe(
        'whether the first line names the columns; without a header they are named `column0`, `column1`, …',
      ),
    delimiter: Delimiter.optional(),
    skipLines: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .describe(
        'number of lines to skip before the header, or before the first row if there is none',
      ),
    skipBelowHeader: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe('number of lines to skip below the header, such as one with units'),
    skipLastLines: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .describe('number of lines to skip at the end, such as totals; blank lines do not count'),
    encoding: Encoding.default('utf-8'),
    ...notationOptions,
  }),
  extensions: ['.csv', '.tsv', '.txt', '.data'],
  isTyped: false,
  copyOptions: 'FORMAT csv',
  async read(file, { header, delimiter: given, ...options }, { missing, fileName, chooseKinds }) {
    const { skipLines: skipped, skipBelowHeader, skipLastLines, encoding, ...notation } = options
    checkNotation(notation)
    if (!header && skipBelowHeader > 0) {
      const detail = 'with "header": false there is no header: use skipLines'
      throw invalidCsv([{ pointer: '/spec/skipBelowHeader', detail }])
    }
    const text = skipLines(decodeText(file, encoding), skipped)
    const separator = separatorLine(text)
    const delimiter = chooseDelimiter(given, { separatorLine: separator, fileName })
    const lines = separator === null ? text : skipLines(text, 1)
    const { layout, isAligned } = layOut(lines, delimiter, {
      header,
      skipBelowHeader,
      skipLastLines,
    })

    const { records, rows, width } = layout
    refuseNoRows(
      { rows, columns: width },
      ': is its only line a row ("header": false), or does skipLines skip the rows?',
    )
    const names = layout.names ?? Array.from({ length: width }, (_, index) => `column${index}`)
    const kinds = chooseKinds(names, (name) => (header ? laterHeader(layout, name) : null))
    const columns = names.map((name, index) => ({ name, kind: kinds[index]! }))
    const body = withLineFeeds(layout.lines.bytes, records)
    const bytes = body.subarray(records.starts[header ? 1 : 0], records.end.at(-1))
    const read = { bytes, delimiter: layout.delimiter, rows, columns, missing, notation }
    const cells = await readBody(read)
    refuseOddRow(cells, notation, layout.frame)
    return {
      rows,
      columns: cells,
      notation,
      warnings: [
        ...(isAligned ? [aligned] : []),
        ...totalRow(cells, layout.frame),
        ...(isMisread(file, encoding) ? [misread(encoding)] : []),
        ...(layout.names && areNumbers(layout.names) ? [numbersAsNames(layout.names)] : []),
      ],
      rowNames: rowNamesByName(names, layout.nameless),
    }
  },
})

const aligned = readingWarning('aligned-columns', {
  column: null,
  message: 'each run of blanks and tabs was read as one delimiter',
  suggestion: 'give "delimiter": "whitespace" to confirm this',
  mend: { delimiter: 'whitespace' },
})

function misread(encoding: string) {
  return readingWarning('looks-utf-8', {
    column: null,
    message: `the file was read as ${encoding}, but its bytes are valid UTF-8`,
    suggestion: 'give "encoding": "utf-8" if names or texts look garbled',
    mend: { encoding: 'utf-8' },
  })
}

/** Whether a first row of numbers was taken for the header. Names that count, such as pixels and years, are names. */
function areNumbers(names: readonly string[]): boolean {
  const isCount = names.every(
    (name, index) => index === 0 || Number(name) === Number(names[index - 1]) + 1,
  )
  return names.length > 1 && names.every(isNumberText) && !isCount
}

function numbersAsNames(names: readonly string[]) {
  const shown = names.slice(0, 3).map((name) => `'${name}'`)
  return readingWarning('numbers-as-names', {
    column: null,
    message: `all columns have numbers for names (${shown.join(', ')}${names.length > 3 ? ', …' : ''}): the first line may be a row`,
    suggestion: 'give "header": false if the file has no header',
    mend: { header: false },
  })
}
