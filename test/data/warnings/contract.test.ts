/** Contract tests: every warning rule of the registry must pass them. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { warningRules } from '../../../src/data/warnings/index.ts'
import { readingWarnings } from '../../../src/data/warnings/while-reading.ts'
import { fileOf } from '../../support/registry.ts'
import { readCsv } from '../read-csv.ts'

const folder = 'test/data/warnings'
const tests = readdirSync(folder)
  .map((file) => readFileSync(path.join(folder, file), 'utf8'))
  .join('\n')

for (const [name, { code, find }] of Object.entries(warningRules)) {
  test(`${name} has its name as code, and no other kind's`, () => {
    assert.equal(`${code}.ts`, path.basename(fileOf('src/data/warnings', name)))
    assert.ok(!Object.hasOwn(readingWarnings, code))
  })

  test(`${name} is silent about a plain table`, async () => {
    const rows = Array.from({ length: 60 }, (_, row) => [
      ((row * 37) % 101) / 10,
      ['red', 'green', 'blue'][row % 3],
      (row * 7919) % 61,
    ])
    const text = ['size,colour,y', ...rows.map((cells) => cells.join(','))].join('\n')
    assert.deepEqual(find(await readCsv(text, { task: 'regression' })), [])
  })

  test(`${name} is tried`, () => {
    assert.ok(tests.includes(`'${code}'`) || tests.includes(`'${name}'`), `test it in ${folder}`)
  })
}
