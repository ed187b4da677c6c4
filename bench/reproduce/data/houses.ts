/** House prices from Kaggle's train.csv, or made houses that ship with the repository. */
import { DuckDBInstance } from '@duckdb/node-api'
import { sqlText } from '../../../src/data/formats/duckdb.ts'
import { writeCsv } from '../../../src/data/write/csv.ts'
import type { ProblemData, Row } from '../problem.ts'
import { makeHouses } from './made-houses.ts'
import { randomParts } from './parts.ts'

const testShare = 0.2
const target = 'SalePrice'

/** @param seed  of the rows that are held out */
export async function loadHouses(file: string | null, seed = 1): Promise<ProblemData> {
  const rows = file === null ? makeHouses(1_200) : await readTable(file)
  const parts = randomParts(rows.length, testShare, seed)
  const withParts = rows.map((row, i) => ({ ...row, part: parts[i]! }))
  const testRows = withParts.flatMap(({ part, ...row }) => (part === 'test' ? [row] : []))
  return {
    about:
      file === null
        ? `${rows.length} made houses (bench/reproduce/data/made-houses.ts): their prices follow a formula, with noise that grows with the quality`
        : `train.csv of Kaggle’s “House Prices”, ${rows.length} rows; a fifth, drawn at random, are test rows`,
    upload: {
      spec: {
        ...{ name: 'house-prices', format: 'csv', task: 'regression', target },
        ...{ ignore: ['Id'], missing: ['NA'], test: { split: 'part' } },
        ...(file === null ? {} : { categorical: ['MSSubClass'] }),
      },
      file: await toCsv(withParts),
    },
    dataset: 'house-prices',
    preprocess: {},
    testRows,
    target,
  }
}

async function readTable(file: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const source = `read_csv(${sqlText(file)}, all_varchar = true, nullstr = 'NA')`
    const read = await connection.runAndReadAll(`SELECT * FROM ${source}`)
    return read.getRowObjectsJson() as Row[]
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function toCsv(rows: readonly Row[]): Promise<Buffer> {
  const names = Object.keys(rows[0]!)
  const columns = names.map((name) => ({ name, type: 'text' as const }))
  async function* pages() {
    yield rows.map((row) => names.map((name) => row[name] ?? null))
  }
  let text = ''
  for await (const part of writeCsv({ columns, pages: pages() })) text += part
  return Buffer.from(text)
}
