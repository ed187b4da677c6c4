import { Problem } from '../../errors.ts'
import type { Format } from '../format.ts'
import { formats } from '../formats/index.ts'

/** Kinds of files recognised by their first bytes, and what to do with them; `format` reads such a file, if set. */
const kinds: { start: string; detail: string; format?: string }[] = [
  ...Object.entries<Format>(formats).flatMap(([format, { start, summary }]) =>
    start === null
      ? []
      : {
          start,
          detail: `this file has the format ${summary}: give "format": "${format}"`,
          format,
        },
  ),
  { start: '\xd0\xcf\x11\xe0', detail: 'this is an Excel workbook (.xls): save the sheet as CSV' },
  { start: 'ARROW1', detail: 'this is an Arrow or Feather file: save it as Parquet or CSV' },
  { start: '\x89HDF', detail: 'this is an HDF5 file: save the table as Parquet or CSV' },
  { start: '\x93NUMPY', detail: 'this is a NumPy array: save it as Parquet or CSV' },
  { start: 'SQLite format 3', detail: 'this is an SQLite database: save the table as CSV' },
  { start: '%PDF', detail: 'this is a PDF: only tables as CSV or Parquet are accepted' },
  { start: 'BZh', detail: 'this file is compressed with bzip2: only gzip and ZIP are accepted' },
  { start: '\xfd7zXZ', detail: 'this file is compressed with xz: only gzip and ZIP are accepted' },
  {
    start: '\x28\xb5\x2f\xfd',
    detail: 'this file is compressed with Zstandard: only gzip and ZIP are accepted',
  },
  { start: '[{', detail: 'this is JSON: save the table as CSV or Parquet' },
  { start: '{"', detail: 'this is JSON: save the table as CSV or Parquet' },
  { start: '<html', detail: 'this is a web page, not a table as CSV' },
  { start: '<!DOCTYPE', detail: 'this is a web page, not a table as CSV' },
  { start: '<?xml', detail: 'this is XML: save the table as CSV or Parquet' },
  {
    start: '7z\xbc\xaf',
    detail: 'this file is compressed with 7-Zip: only gzip and ZIP are accepted',
  },
]

/** @throws Problem 'invalid-dataset' for a file that is recognised as another kind */
export function refuseForeign(bytes: Buffer, format: string): void {
  const start = bytes.toString('latin1', 0, 16)
  const kind = kinds.find((known) => start.startsWith(known.start))
  if (!kind || kind.format === format) return
  const { detail } = kind
  throw new Problem('invalid-dataset', 'The file is of another kind.', [
    { pointer: '/file', detail },
  ])
}
