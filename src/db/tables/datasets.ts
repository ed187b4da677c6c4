/** Datasets: their rows, and with them their bytes. */
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

/** Newest first, after the dataset with the id `after`. */
export async function listDatasetRows(
  { prisma }: Pick<Db, 'prisma'>,
  { limit, after }: { limit: number; after: string | null },
): Promise<DatasetFields[]> {
  return prisma.dataset.findMany({
    where: after === null ? {} : { id: { lt: after } },
    orderBy: { id: 'desc' },
    take: limit,
  })
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

/** Id of its blob; null: there is no such dataset. */
export async function findDatasetBlob(
  { prisma }: Pick<Db, 'prisma'>,
  id: string,
): Promise<string | null> {
  const row = await prisma.dataset.findUnique({ where: { id }, select: { blobId: true } })
  return row?.blobId ?? null
}

/** What is known of a dataset besides its rows; null: it is gone. */
export async function readSummary(sql: Sql, id: string): Promise<unknown> {
  // SQL: read in the caller's transaction, which a second connection could wait for
  const { rows } = await sql.query<Pick<DatasetFields, 'summary'>>(
    'SELECT summary FROM dataset WHERE id = $1',
    [id],
  )
  return rows[0]?.summary ?? null
}

/**
 * Stores a dataset with its bytes.
 *
 * @param replacing  a dataset of that name and this format gives way when no study uses it; null: none does
 * @throws a unique violation when the name is taken; nothing is stored then
 */
export async function insertDataset(
  { pool }: Pick<Db, 'pool'>,
  row: DatasetFields,
  { bytes, replacing }: { bytes: Buffer; replacing: string | null },
): Promise<void> {
  await longTransaction(pool, async (sql) => {
    await putDatasetBlob(sql, row.blobId, bytes)
    if (replacing !== null) await deleteUnused(sql, { name: row.name, format: replacing })
    // SQL: in the transaction of the bytes, whose statements may take minutes as Prisma's may not
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
  // SQL: in the transaction of what takes its place. A study that is being created on it is waited for, and then counts
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
 * Deletes a dataset with its bytes, unless studies use it.
 *
 * @returns how many studies use it; 0: it is deleted
 */
export async function deleteDatasetRow(
  { pool }: Pick<Db, 'pool'>,
  { id, blobId }: Pick<DatasetFields, 'id' | 'blobId'>,
): Promise<number> {
  return transaction(pool, async (sql) => {
    // SQL: a lock. A study that is being created on it is waited for, and then counts
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
