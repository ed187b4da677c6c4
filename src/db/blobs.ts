/** Bytes in PostgreSQL: dataset/<sha256>, checkpoint/<study>/<number>, model/<study>/<number>. */
import type pg from 'pg'
import { longTransaction, type Sql } from './client.ts'
import type { Lease } from './trials.ts'

const largeBlobMs = 120_000

/** Writes or replaces. */
export async function putBlob(sql: Sql, id: string, bytes: Buffer): Promise<void> {
  await sql.query(
    `INSERT INTO blob (id, bytes, size) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, size = excluded.size, created_at = now()`,
    [id, bytes, bytes.length],
  )
}

/** Writes or replaces a trial's checkpoint while the lease holds. */
export async function putCheckpoint(sql: Sql, lease: Lease, bytes: Buffer): Promise<void> {
  const { studyId, number, fencing } = lease
  await sql.query(
    `INSERT INTO blob (id, bytes, size)
     SELECT $1, $2, $3 FROM trial
     WHERE study_id = $4 AND number = $5 AND fencing = $6 AND state = 'running' FOR SHARE
     ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, size = excluded.size, created_at = now()`,
    [blobId.checkpoint(studyId, number), bytes, bytes.length, studyId, number, fencing],
  )
}

export async function getBlob(sql: Sql, id: string): Promise<Buffer | null> {
  const { rows } = await sql.query<{ bytes: Buffer }>('SELECT bytes FROM blob WHERE id = $1', [id])
  return rows[0]?.bytes ?? null
}

/** A dataset's bytes, which may be many; the connection may be slow. */
export function getLargeBlob(pool: pg.Pool, id: string): Promise<Buffer | null> {
  return longTransaction(pool, (sql) => getBlob(sql, id), largeBlobMs)
}

export async function deleteBlobs(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql.query('DELETE FROM blob WHERE id = ANY($1)', [ids])
}

/** All whose id begins so. */
export async function deleteBlobsOf(sql: Sql, prefix: string): Promise<void> {
  await sql.query('DELETE FROM blob WHERE starts_with(id, $1)', [prefix])
}

export const blobId = {
  dataset: (sha256: string) => `dataset/${sha256}`,
  checkpoint: (studyId: string, number: number) => `checkpoint/${studyId}/${number}`,
  checkpointsOf: (studyId: string) => `checkpoint/${studyId}/`,
  modelsOf: (studyId: string) => `model/${studyId}/`,
  model: (studyId: string, number: number) => `model/${studyId}/${number}`,
}
