import { type Fault, Problem } from '../../errors.ts'
import type { Format } from '../format.ts'
import { formats } from '../formats/index.ts'
import type { DatasetSpec } from '../spec.ts'

interface Kind {
  start: string // latin1
  detail: string
  format?: string
}

/** Kinds of files recognised by their first bytes, and what to do with them; `format` reads such a file, if set. */
const kinds: Kind[] = [
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
  { start: '\xff\xfe\0\0', detail: 'this is UTF-32: save it as UTF-8' },
  { start: '\0\0\xfe\xff', detail: 'this is UTF-32: save it as UTF-8' },
  ...['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'].map((start) => ({
    start,
    detail: 'this is a pickle of Python: save the table as Parquet or CSV',
  })),
  ...['@relation', '@RELATION'].map((start) => ({
    start,
    detail: 'this is a file of Weka (ARFF): save the table as CSV or Parquet',
  })),
  {
    start: 'version https://git-lfs',
    detail: 'this is only the pointer of a file that Git LFS keeps: git lfs pull fetches the file',
  },
  { start: '<?xml', detail: 'this is XML: save the table as CSV or Parquet' },
  {
    start: '7z\xbc\xaf',
    detail: 'this file is compressed with 7-Zip: only gzip and ZIP are accepted',
  },
]

/** @throws Problem 'invalid-dataset' for a file that is recognised as another kind */
export function refuseForeign(bytes: Buffer, format: DatasetSpec['format']): void {
  const start = bytes.toString('latin1', 0, 32)
  const kind = kinds.find((known) => start.startsWith(known.start))
  const fault = kind ? ofKind(kind, format) : lacksStart(start, format)
  if (!fault) return
  throw new Problem('invalid-dataset', 'The file is of another kind.', [
    { pointer: '/file', ...fault },
  ])
}

function ofKind(kind: Kind, format: string): Omit<Fault, 'pointer'> | null {
  const { detail, format: own } = kind
  if (own === undefined) return { detail }
  return own === format ? null : { detail, mends: [{ format: own }] }
}

function lacksStart(start: string, format: DatasetSpec['format']): Omit<Fault, 'pointer'> | null {
  const { start: needed, summary } = formats[format] as Format
  if (needed === null || start.startsWith(needed)) return null
  const unmarked = Object.entries<Format>(formats).filter(([, other]) => other.start === null)
  const ways = unmarked.map(([name, other]) => `"format": "${name}" (${other.summary})`)
  const detail = `this file has not the format ${summary}: give the one that it has, such as ${ways.join(' or ')}`
  return { detail, mends: unmarked.map(([name]) => ({ format: name })) }
}
