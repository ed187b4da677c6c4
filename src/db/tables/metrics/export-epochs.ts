/** Epochs of whole studies, page by page, for exports. */
import type { Sql } from '../../client.ts'

export interface EpochKeys {
  train: string[] // metrics that any epoch has, besides the loss
  validation: string[]
  values: number // most objective values of an epoch
  trainLoss: boolean
  validationLoss: boolean
}

/** Reads every epoch of the study: seconds for millions of them. */
export async function readEpochKeys(sql: Sql, studyId: string): Promise<EpochKeys> {
  const keysOf = (column: string) =>
    `coalesce((SELECT array_agg(DISTINCT key) FROM epoch_metric k, jsonb_object_keys(k.${column}) AS key
               WHERE k.study_id = $1), '{}')`
  // SQL: keys of JSON over all epochs of a study
  const { rows } = await sql.query<EpochKeys>(
    `SELECT ${keysOf('train')} AS train, ${keysOf('validation')} AS validation,
       coalesce(max(cardinality("values")), 0) AS "values",
       coalesce(bool_or(train_loss IS NOT NULL), false) AS "trainLoss",
       coalesce(bool_or(validation_loss IS NOT NULL), false) AS "validationLoss"
     FROM epoch_metric WHERE study_id = $1`,
    [studyId],
  )
  return rows[0] as EpochKeys
}

export interface ExportedEpoch {
  number: number
  step: number
  value: number | null
  values: number[]
  trainLoss: number | null
  validationLoss: number | null
  train: Record<string, number> | null
  validation: Record<string, number> | null
}

/** Place of an epoch: exports go by number, then by step. */
export interface EpochPlace {
  number: number
  step: number
}

export async function readExportedEpochs(
  sql: Sql,
  studyId: string,
  { after, lastNumber, limit }: { after: EpochPlace; lastNumber: number; limit: number },
): Promise<ExportedEpoch[]> {
  // SQL: keyset pages over two columns
  const { rows } = await sql.query<ExportedEpoch>({
    name: 'exported epochs',
    text: `SELECT number, step, value, coalesce("values", '{}') AS "values", train_loss AS "trainLoss",
       validation_loss AS "validationLoss", train, validation
     FROM epoch_metric
     WHERE study_id = $1 AND (number, step) > ($2, $3) AND number <= $4
     ORDER BY number, step LIMIT $5`,
    values: [studyId, after.number, after.step, lastNumber, limit],
  })
  return rows
}
