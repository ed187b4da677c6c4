/** All epochs of a study as a table: a row for each epoch or report of a trial. */
import type { Cell, Table, TableColumn } from '../../data/write/table.ts'
import type { Sql } from '../../db/client.ts'
import {
  type EpochKeys,
  type EpochPlace,
  type ExportedEpoch,
  readExportedEpochs,
} from '../../db/tables/metrics/export-epochs.ts'

const rowsAPage = 5_000

interface Column extends TableColumn {
  cell(epoch: ExportedEpoch): Cell
}

export function epochTable(sql: Sql, studyId: string, lastNumber: number, keys: EpochKeys): Table {
  const columns = columnsOf(keys)
  return { columns, pages: pagesOf() }

  async function* pagesOf(): AsyncGenerator<Cell[][]> {
    for await (const epochs of epochPages(sql, studyId, lastNumber)) {
      yield epochs.map((epoch) => columns.map(({ cell }) => cell(epoch)))
    }
  }
}

export async function* epochPages(
  sql: Sql,
  studyId: string,
  lastNumber: number,
): AsyncGenerator<ExportedEpoch[]> {
  for (let after: EpochPlace = { number: -1, step: 0 }; ; ) {
    const page = { after, lastNumber, limit: rowsAPage }
    const epochs = await readExportedEpochs(sql, studyId, page)
    const last = epochs.at(-1)
    if (last === undefined) return
    yield epochs
    after = last
  }
}

function columnsOf(keys: EpochKeys): Column[] {
  const metrics = (part: 'train' | 'validation'): Column[] => [
    ...(keys[`${part}Loss`] ? [number(`${part}.loss`, (epoch) => epoch[`${part}Loss`])] : []),
    ...keys[part].map((name) => number(`${part}.${name}`, (epoch) => epoch[part]?.[name])),
  ]
  const values = Array.from({ length: keys.values }, (_, i) =>
    number(`values[${i}]`, (epoch) => epoch.values[i]),
  )
  return [
    { name: 'number', type: 'int', cell: ({ number }) => number },
    { name: 'step', type: 'int', cell: ({ step }) => step },
    number('value', ({ value }) => value),
    ...values,
    ...metrics('train'),
    ...metrics('validation'),
  ]
}

function number(name: string, read: (epoch: ExportedEpoch) => number | null | undefined): Column {
  return { name, type: 'number', cell: (epoch) => read(epoch) ?? null }
}
