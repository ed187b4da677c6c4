/** Exports of a study's trials or epochs: CSV, Parquet, JSON, in parts of bounded size. */
import { z } from 'zod'
import { writeCsv } from '../../data/write/csv.ts'
import { writeParquet } from '../../data/write/parquet.ts'
import type { Table } from '../../data/write/table.ts'
import { type Db, longTransaction } from '../../db/client.ts'
import { readEpochKeys } from '../../db/tables/metrics/export-epochs.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { readExportExtent } from '../../db/tables/trials/export-trials.ts'
import { trialPages } from '../answers/trial-answer.ts'
import { loadStudy } from '../load-study.ts'
import { requireStudy } from '../require.ts'
import { epochPages, epochTable } from './epoch-table.ts'
import { trialTable } from './trial-table.ts'

export const ExportFormat = z.enum(['csv', 'parquet', 'json'])
export type ExportFormat = z.infer<typeof ExportFormat>

/** An epoch in a JSON export. */
export const EpochRecord = z
  .strictObject({
    number: z.int().describe('number of the trial'),
    step: z.int(),
    value: z.number().nullable(),
    values: z.array(z.number()).optional().describe('only with several objectives'),
    train: z.record(z.string(), z.number()),
    validation: z.record(z.string(), z.number()),
  })
  .meta({ id: 'EpochRecord' })
type EpochRecord = z.infer<typeof EpochRecord>

/**
 * Trials that are added meanwhile are left out; each page shows its trials as they are when it is read.
 *
 * @throws Problem study-not-found, before the first part
 */
export async function exportStudy(
  db: Db,
  studyId: string,
  { format, epochs }: { format: ExportFormat; epochs: boolean },
): Promise<AsyncIterable<string | Uint8Array>> {
  const study = requireStudy(await readStudy(db.pool, studyId), studyId)
  if (format === 'json') {
    const { lastNumber } = await readExportExtent(db.pool, studyId)
    return writeJsonArray(
      epochs ? epochRecords(db, studyId, lastNumber) : trialPages(db, studyId, lastNumber),
    )
  }
  const write: (table: Table) => AsyncIterable<string | Uint8Array> =
    format === 'csv' ? writeCsv : writeParquet
  return longTransaction(db.pool, async (sql) => {
    const extent = await readExportExtent(sql, studyId)
    if (epochs) {
      const keys = await readEpochKeys(sql, studyId)
      return write(epochTable(db.pool, studyId, extent.lastNumber, keys))
    }
    const { space } = await loadStudy(sql, study)
    return write(trialTable(db.pool, studyId, extent, space.parameters))
  })
}

async function* epochRecords(
  db: Db,
  studyId: string,
  lastNumber: number,
): AsyncGenerator<string[]> {
  for await (const page of epochPages(db.pool, studyId, lastNumber)) {
    yield page.map(({ number, step, value, values, trainLoss, validationLoss, ...epoch }) => {
      const record: EpochRecord = {
        number,
        step,
        value,
        ...(values.length > 0 && { values }),
        train: { ...(trainLoss !== null && { loss: trainLoss }), ...epoch.train },
        validation: {
          ...(validationLoss !== null && { loss: validationLoss }),
          ...epoch.validation,
        },
      }
      return JSON.stringify(record)
    })
  }
}

/** One element a line. */
async function* writeJsonArray(pages: AsyncIterable<string[]>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const page of pages) {
    yield before + page.join(',\n')
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}
