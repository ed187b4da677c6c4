/** Datasets: rows and bytes. */
import { type Db, longTransaction, type Sql, transaction } from '../client.ts'
import type { DatasetFields } from '../rows.ts'
import { deleteDatasetBlob, putDatasetBlob } from './blobs.ts'

/** @param reference  name or id */
export async function findDatasetRow(
  { prisma }: Pick<Db, 'prisma'>,
  reference: string,
): Promise<DatasetFields | null> {
  return prisma.dataset.findFirst({ where: { OR: [{ id: reference }, { name: reference }] } })
}

/** Newest first, after the dataset with the id `after`; `name` is part of the name, in any case. */
export async function listDatasetRows(
  { prisma }: Pick<Db, 'prisma'>,
  { limit, after, name }: { limit: number; after: string | null; name: string | null },
): Promise<DatasetFields[]> {
  return prisma.dataset.findMany({
    where: {
      ...(after !== null && { id: { lt: after } }),
      ...(name !== null && { name: { contains: literally(name), mode: 'insensitive' } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
  })
}

/** Prisma passes `%` and `_` on to LIKE, where they stand for other characters. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Bytes by blob, and the number of studies by dataset; those without studies are absent. */
export async function readDatasetUse(
  { prisma }: Pick<Db, 'prisma'>,
  datasets: readonly Pick<DatasetFields, 'id' | 'blobId'>[],
): Promise<{ bytesOf: Map<string, number>; studiesOf: Map<string, number> }> {
  const ids = datasets.map(({ id }) => id)
  const blobIds = datasets.map(({ blobId }) => blobId)
  const [blobs, studies] = await Promise.all([
    prisma.blob.findMany({ where: { id: { in: blobIds } }, select: { id: true, size: true } }),
    prisma.study.groupBy({ by: ['datasetId'], where: { datasetId: { in: ids } }, _count: true }),
  ])
  return {
    bytesOf: new Map(blobs.map(({ id, size }) => [id, size])),
    studiesOf: new Map(studies.map(({ datasetId, _count }) => [datasetId ?? '', _count])),
  }
}

/** Newest first. */
export async function listDatasetNames(
  { prisma }: Pick<Db, 'prisma'>,
  limit: number,
): Promise<string[]> {
  const rows = await prisma.dataset.findMany({
    select: { name: true },
    orderBy: { id: 'desc' },
    take: limit,
  })
  return rows.map(({ name }) => name)
}

/** The dataset's blob and summary, or null if the dataset does not exist. */
export async function findDatasetToTrain(
  { prisma }: Pick<Db, 'prisma'>,
  id: string,
): Promise<Pick<DatasetFields, 'blobId' | 'summary'> | null> {
  return prisma.dataset.findUnique({ where: { id }, select: { blobId: true, summary: true } })
}

/** Summary of a dataset, or null if it was deleted. */
export async function readSummary(sql: Sql, id: string): Promise<unknown> {
  // SQL: runs in the caller's transaction; a second connection could deadlock with it
  const { rows } = await sql.query<Pick<DatasetFields, 'summary'>>(
    'SELECT summary FROM dataset WHERE id = $1',
    [id],
  )
  return rows[0]?.summary ?? null
}

/**
 * Stores a dataset and its bytes.
 *
 * @param replacing  dataset of the same name and format to replace if no study uses it; null: none
 * @throws a unique violation if the name is taken; nothing is stored then
 */
export async function insertDataset(
  { pool }: Pick<Db, 'pool'>,
  row: DatasetFields,
  { bytes, replacing }: { bytes: Buffer; replacing: string | null },
): Promise<void> {
  await longTransaction(pool, async (sql) => {
    await putDatasetBlob(sql, row.blobId, bytes)
    if (replacing !== null) await deleteUnused(sql, { name: row.name, format: replacing })
    // SQL: in the transaction of the bytes, whose statements may take minutes; Prisma's time out earlier
    await sql.query(
      `INSERT INTO dataset (id, name, task, format, rows, spec, summary, blob_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        row.id,
        row.name,
        row.task,
        row.format,
        row.rows,
        JSON.stringify(row.spec),
        JSON.stringify(row.summary),
        row.blobId,
        row.createdAt,
      ],
    )
  })
}

async function deleteUnused(
  sql: Sql,
  { name, format }: { name: string; format: string },
): Promise<void> {
  // SQL: in the transaction of the replacement. Waits for studies that are being created on the dataset, so that they
  // count
  await sql.query('SELECT 1 FROM dataset WHERE name = $1 AND format = $2 FOR UPDATE', [
    name,
    format,
  ])
  const { rows } = await sql.query<Pick<DatasetFields, 'blobId'>>(
    `DELETE FROM dataset d WHERE name = $1 AND format = $2
       AND NOT EXISTS (SELECT 1 FROM study WHERE dataset_id = d.id) RETURNING blob_id AS "blobId"`,
    [name, format],
  )
  for (const { blobId } of rows) await deleteDatasetBlob(sql, blobId)
}

/**
 * Deletes a dataset and its bytes unless studies use it.
 *
 * @returns number of studies that use it; 0: deleted
 */
export async function deleteDatasetRow(
  { pool }: Pick<Db, 'pool'>,
  { id, blobId }: Pick<DatasetFields, 'id' | 'blobId'>,
): Promise<number> {
  return transaction(pool, async (sql) => {
    // SQL: a lock. Waits for studies that are being created on the dataset, so that they count
    await sql.query('SELECT 1 FROM dataset WHERE id = $1 FOR UPDATE', [id])
    const { rows } = await sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM study WHERE dataset_id = $1',
      [id],
    )
    const count = rows[0]?.count ?? 0
    if (count > 0) return count
    await sql.query('DELETE FROM dataset WHERE id = $1', [id])
    await deleteDatasetBlob(sql, blobId)
    return 0
  })
}
