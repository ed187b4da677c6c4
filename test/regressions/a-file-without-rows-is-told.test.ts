/** A file with a header alone was told that its target "has 0 distinct numbers". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FormatName, formats } from '../../src/data/formats/index.ts'
import { writeTable } from '../data/formats/write-table.ts'
import { faultsOf } from '../data/read-csv.ts'

const specs: Record<string, Record<string, unknown>> = {
  'of a regression': {},
  'of a classification': { task: 'classification' },
  'without a task': { task: undefined },
  'without a target': { target: undefined, task: undefined },
  'whose target is not there': { target: 'z' },
}

// a format without a header has nothing left
const noRows = /^\/file: the file (has a header of 2 columns and no rows|is empty)/

for (const format of Object.keys(formats) as FormatName[]) {
  test(`a ${format} file without rows is told so, whatever the spec says`, async () => {
    const file = await writeTable(format, 'SELECT 1 AS a, 2 AS y WHERE false')
    for (const [what, spec] of Object.entries(specs)) {
      const [fault = '', ...more] = await faultsOf(file, { format, ...spec })
      assert.match(fault, noRows, what)
      assert.deepEqual(more, [])
    }
  })
}

test('a CSV text without rows is told so, and what may have been meant', async () => {
  for (const [text, spec] of [
    ['a,y', {}],
    ['a,y\r\n\r\n', {}],
    ['a\ty\n', { delimiter: '\t' }],
    ['a,y\n1,2\n3,4\n', { skipLines: 2 }],
  ] as const) {
    const [fault = ''] = await faultsOf(text, { ...spec, task: undefined })
    assert.match(fault, noRows, text)
    assert.match(fault, /"header": false.*skipLines/)
  }
  assert.deepEqual(await faultsOf('y\n'), [
    '/file: the file has a header of 1 column and no rows: ' +
      'is its only line a row ("header": false), or does skipLines skip the rows?',
  ])
})
