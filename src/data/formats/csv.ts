import { z } from 'zod'
import { readBody } from '../csv/body.ts'
import { chooseDelimiter, Delimiter } from '../csv/delimiter.ts'
import { laterHeader, layOut } from '../csv/layout.ts'
import { withLineFeeds } from '../csv/records.ts'
import { separatorLine, skipLines } from '../csv/skip-lines.ts'
import { decodeText, Encoding } from '../csv/text.ts'
import { defineFormat } from '../format.ts'
import { refuseNoRows } from '../read/no-rows.ts'
import { rowNamesByName } from '../read/row-names.ts'
import { checkNotation, notationOptions } from '../text/notation.ts'
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
    encoding: Encoding.default('utf-8'),
    ...notationOptions,
  }),
  extensions: ['.csv', '.tsv', '.txt', '.data'],
  isTyped: false,
  copyOptions: 'FORMAT csv',
  async read(file, { header, delimiter: given, ...options }, { missing, fileName, chooseKinds }) {
    const { skipLines: skipped, encoding, ...notation } = options
    checkNotation(notation)
    const text = skipLines(decodeText(file, encoding), skipped)
    const separator = separatorLine(text)
    const delimiter = chooseDelimiter(given, { separatorLine: separator, fileName })
    const lines = separator === null ? text : skipLines(text, 1)
    const { layout, isAligned } = layOut(lines, delimiter, header)

    const { records, rows, width } = layout
    refuseNoRows(
      { rows, columns: width },
      ': is its only line a row ("header": false), or does skipLines skip the rows?',
    )
    const names = layout.names ?? Array.from({ length: width }, (_, index) => `column${index}`)
    const kinds = chooseKinds(names, (name) => (header ? laterHeader(layout, name) : null))
    const columns = names.map((name, index) => ({ name, kind: kinds[index]! }))
    const body = withLineFeeds(layout.lines.bytes, records)
    const bytes = body.subarray(header ? records.end[0] : 0)
    const read = { bytes, delimiter: layout.delimiter, rows, columns, missing, notation }
    return {
      rows,
      columns: await readBody(read),
      notation,
      warnings: isAligned ? [aligned] : [],
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
