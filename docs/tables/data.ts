/** Generates the tables of formats and warnings. */
import type { Format } from '../../src/data/format.ts'
import { formats } from '../../src/data/formats/index.ts'
import { numericEncodings } from '../../src/data/prepare/numeric/index.ts'
import { targetTransforms } from '../../src/data/prepare/target/index.ts'
import { warningRules } from '../../src/data/warnings/index.ts'
import { readingWarnings } from '../../src/data/warnings/while-reading.ts'
import { code, tableOf } from './markdown.ts'
import { optionsTable } from './options.ts'

export const dataTables = {
  formats: () =>
    tableOf(
      ['`format`', 'description', 'file names'],
      Object.entries<Format>(formats).map(([name, { summary, extensions }]) => [
        code(name),
        summary,
        extensions.map(code).join(', '),
      ]),
    ),
  'format-options': () => optionsTable('format', formats),
  'numeric-encodings': () =>
    tableOf(
      ['encoding', 'inputs of a column'],
      Object.entries(numericEncodings).map(([name, { summary }]) => [code(name), summary]),
    ),
  'numeric-encoding-options': () => optionsTable('encoding', numericEncodings),
  'target-transforms': () =>
    tableOf(
      ['`target`', 'what the network learns'],
      [
        [code('standardize'), 'the target, standardised'],
        ...Object.entries(targetTransforms).map(([name, { summary }]) => [code(name), summary]),
      ],
    ),
  warnings: () =>
    tableOf(
      ['code', 'finding'],
      [
        ...Object.values(warningRules).map(({ code: name, summary }) => [code(name), summary]),
        ...Object.entries(readingWarnings).map(([name, summary]) => [code(name), summary]),
      ],
    ),
}
