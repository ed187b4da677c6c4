import assert from 'node:assert/strict'
import { test } from 'node:test'
import { summarize } from '../../../src/data/summarize.ts'
import { findWarnings } from '../../../src/data/warnings/index.ts'
import { readCsv } from '../read-csv.ts'

test('tells of columns with one value, of numbers, texts or nothing at all', async () => {
  const dataset = await readCsv('a,b,c,d,y\n1,x,,1,1\n1,x,,2,2\n')
  assert.deepEqual(
    findWarnings(dataset).map(({ column, code }) => [column, code]),
    [
      ['a', 'constant'],
      ['b', 'constant'],
      ['c', 'constant'],
    ],
  )
})

test('puts what was said while reading first, and all of it into the summary', async () => {
  const said = { column: null, code: 'said', message: 'something', suggestion: null, mend: null }
  const dataset = { ...(await readCsv('a,b,y\n1,1,1\n1,2,2\n')), warnings: [said] }
  assert.deepEqual(
    summarize(dataset).warnings.map(({ code }) => code),
    ['said', 'constant'],
  )
})
