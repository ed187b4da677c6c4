import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { writeParquet } from '../../../src/data/write/parquet.ts'
import type { Cell } from '../../../src/data/write/table.ts'
import { queryFile } from '../../support/query-file.ts'
import { columns, gather, rows, table } from './table.ts'

test('Parquet is read back with the same types, values and missing values', async () => {
  const bytes = Buffer.concat(await gather(writeParquet(table())))
  const types = await queryFile(
    bytes,
    (file) => `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}))`,
  )
  assert.deepEqual(types, [
    ['number', 'BIGINT'],
    ['value', 'DOUBLE'],
    ['isBest', 'BOOLEAN'],
    ['reason', 'VARCHAR'],
    ['Value_2', 'DOUBLE'],
    ['endedAt', 'TIMESTAMP WITH TIME ZONE'],
  ])
  const read = await queryFile(
    bytes,
    (file) => `SELECT * REPLACE (epoch_ms("endedAt") AS "endedAt") FROM read_parquet(${file})`,
  )
  const asRead = (cell: Cell, i: number) => {
    if (cell instanceof Date) return BigInt(cell.getTime())
    return columns[i]?.type === 'int' ? BigInt(cell as number) : cell
  }
  assert.deepEqual(
    read,
    rows.map((cells) => cells.map(asRead)),
  )
})

test('more rows than a vector of DuckDB holds keep their order', async () => {
  async function* pages(): AsyncGenerator<Cell[][]> {
    for (const start of [0, 5_000]) yield Array.from({ length: 5_000 }, (_, i) => [start + i])
  }
  const written = writeParquet({ columns: [{ name: 'i', type: 'int' }], pages: pages() })
  const bytes = Buffer.concat(await gather(written))
  const read = await queryFile(bytes, (file) => `SELECT i::INTEGER FROM read_parquet(${file})`)
  assert.deepEqual(
    read.map(([i]) => i),
    Array.from({ length: 10_000 }, (_, i) => i),
  )
})

test('no temporary folder is left, also when the rows fail', async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('sweepd-export-'))
  const before = new Set(folders())
  // biome-ignore lint/correctness/useYield: it fails before the first page
  async function* failing(): AsyncGenerator<Cell[][]> {
    throw new Error('the database is gone')
  }
  const written = writeParquet({ columns: [{ name: 'i', type: 'int' }], pages: failing() })
  await assert.rejects(gather(written), /the database is gone/)
  assert.deepEqual(
    folders().filter((name) => !before.has(name)),
    [],
  )
})
