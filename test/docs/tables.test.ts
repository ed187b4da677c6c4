/** The tables of the docs are those that the registries make. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pages, tables } from '../../docs/tables/index.ts'
import { filled, tableOf, tablesIn } from '../../docs/tables/markdown.ts'

for (const { file, is, shouldBe } of await pages()) {
  test(`${file} is up to date`, () => {
    assert.equal(is, shouldBe, `${file} has a table that is out of date: run npm run docs:tables`)
  })
}

test('every table stands in one page', async () => {
  const shown = (await pages()).flatMap(({ is }) => tablesIn(is))
  assert.deepEqual(shown.toSorted(), Object.keys(tables).toSorted())
})

test('a table goes between its markers, whatever was there, and nothing else changes', () => {
  const page = (inside: string) => `a\n<!-- table: t -->\n${inside}<!-- /table -->\n| b |\n`
  const t = () => tableOf(['head'], [['x|y'], [null]])
  const expected = page('| head |\n| --- |\n| x\\|y |\n| – |\n')
  assert.equal(filled(page('| old |\n'), { t }), expected)
  assert.equal(filled(page(''), { t }), expected)
  assert.throws(() => filled(page(''), {}), /unknown table "t"/)
})
