import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Table } from '../../../src/data/dataset.ts'
import { type FormatName, formats } from '../../../src/data/formats/index.ts'
import { Problem } from '../../../src/errors.ts'
import { writeTable } from './write-table.ts'

for (const name of Object.keys(formats) as FormatName[]) {
  describe(`format ${name}`, () => {
    test('reads what DuckDB wrote: numbers, texts, booleans, missing values', async () => {
      const table = await readBack(
        name,
        `SELECT * FROM (VALUES (1, 0.5, 'b', true), (2, NULL, 'a', false), (NULL, -1, NULL, NULL))
         AS t(whole, part, word, flag)`,
      )
      assert.equal(table.rows, 3)
      assert.deepEqual(table.columns, [
        { name: 'whole', type: 'number', values: Float64Array.of(1, 2, Number.NaN) },
        { name: 'part', type: 'number', values: Float64Array.of(0.5, Number.NaN, -1) },
        {
          name: 'word',
          type: 'text',
          mayBeNumbers: !formats[name].isTyped,
          levels: ['a', 'b'],
          codes: Int32Array.of(1, 0, -1),
        },
        {
          name: 'flag',
          type: 'boolean',
          mayBeNumbers: false,
          levels: ['false', 'true'],
          codes: Int32Array.of(1, 0, -1),
        },
      ])
    })

    test('takes the missing texts as missing', async () => {
      const table = await readBack(
        name,
        `SELECT * FROM (VALUES (1, 'a'), (-999, 'NA')) AS t(n, s)`,
        ['NA', '-999'],
      )
      assert.deepEqual(table.columns, [
        { name: 'n', type: 'number', values: Float64Array.of(1, Number.NaN) },
        {
          name: 's',
          type: 'text',
          mayBeNumbers: !formats[name].isTyped,
          levels: ['a'],
          codes: Int32Array.of(0, -1),
        },
      ])
    })

    test('keeps rows in order over several row groups and more columns than one query takes', async () => {
      const columns = Array.from({ length: 150 }, (_, index) => `i * ${index} AS c${index}`)
      const table = await readBack(
        name,
        `SELECT ${columns.join(', ')} FROM range(5000) AS r(i) ORDER BY i`,
      )
      assert.equal(table.columns.length, 150)
      for (const index of [0, 127, 128, 149]) {
        const column = table.columns[index]!
        assert.ok(column.type === 'number' && column.values.every((v, row) => v === row * index))
      }
    })

    test('refuses bytes of another kind with a pointer to the file', async () => {
      await assert.rejects(
        formats[name].read(
          Buffer.from([0, 1, 2, 3, 0xff, 0xfe]),
          {},
          {
            missing: [],
            fileName: null,
            chooseKinds: allAuto,
          },
        ),
        (error) => error instanceof Problem && error.faults[0]?.pointer === '/file',
      )
    })
  })
}

const allAuto = (names: readonly string[]) => names.map(() => 'auto' as const)

async function readBack(format: FormatName, query: string, missing: string[] = []): Promise<Table> {
  const bytes = await writeTable(format, query)
  return await formats[format].read(bytes, {}, { missing, fileName: null, chooseKinds: allAuto })
}
