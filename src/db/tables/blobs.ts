/** Bytes in PostgreSQL: dataset/<sha256>, and checkpoint, model and held-out/<study>/<number>. */
import type pg from 'pg'
import type { TrialState } from '../../search/trial.ts'
import { longTransaction, type Sql } from '../client.ts'
import type { Lease } from './trials/leases.ts'

const largeBlobMs = 120_000

/** Inserts or replaces. The id of a dataset is the hash of its bytes, so replacing never changes it. */
export async function putDatasetBlob(sql: Sql, id: string, bytes: Buffer): Promise<void> {
  // SQL: in the long transaction of an upload
  await sql.query(
    `INSERT INTO blob (id, bytes, size) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, size = excluded.size, created_at = now()`,
    [id, bytes, bytes.length],
  )
}

/** Inserts or replaces the model of a trial that ended under this lease. */
export async function putModel(sql: Sql, lease: Lease, bytes: Buffer): Promise<void> {
  await putUnderLease(sql, lease, {
    id: blobId.model(lease.studyId, lease.number),
    state: 'complete',
    bytes,
  })
}

/** Inserts or replaces what a trial that ended under this lease predicts for its validation rows. */
export async function putHeldOut(sql: Sql, lease: Lease, bytes: Buffer): Promise<void> {
  await putUnderLease(sql, lease, {
    id: blobId.heldOut(lease.studyId, lease.number),
    state: 'complete',
    bytes,
  })
}

/** Deletes what a study's trials predict for their validation rows, once no training is open that could add some. */
export async function dropHeldOut(sql: Sql, studyId: string): Promise<void> {
  // SQL: looks for open trials in the same statement
  await sql.query(
    `DELETE FROM blob WHERE starts_with(id, $2) AND NOT EXISTS (
       SELECT 1 FROM trial WHERE study_id = $1 AND state IN ('waiting', 'running'))`,
    [studyId, blobId.heldOutPrefix(studyId)],
  )
}

/** Deletes the models of the search's trials, except those of the `kept` best complete ones. */
export async function dropOtherModels(sql: Sql, studyId: string, kept: number): Promise<void> {
  // SQL: one statement, so that no model is judged by an old ranking
  await sql.query(
    `DELETE FROM blob WHERE starts_with(id, $2) AND id NOT IN (
       SELECT $2 || number FROM (
         SELECT number FROM trial WHERE study_id = $1 AND state = 'complete' AND copy_of IS NULL
         ORDER BY rank_value, tie_value, number LIMIT $3) AS best
       UNION ALL
       SELECT $2 || number FROM trial WHERE study_id = $1 AND copy_of IS NOT NULL)`,
    [studyId, blobId.modelPrefix(studyId), kept],
  )
}

/** Inserts or replaces the checkpoint of a trial while its lease is valid. */
export async function putCheckpoint(sql: Sql, lease: Lease, bytes: Buffer): Promise<void> {
  await putUnderLease(sql, lease, {
    id: blobId.checkpoint(lease.studyId, lease.number),
    state: 'running',
    bytes,
  })
}

/** Does nothing for a trial that is in another state, or was claimed again. */
async function putUnderLease(
  sql: Sql,
  { studyId, number, fencing }: Lease,
  { id, state, bytes }: { id: string; state: TrialState; bytes: Buffer },
): Promise<void> {
  // SQL: fenced in the statement itself, where Prisma would look first and write later
  await sql.query(
    `INSERT INTO blob (id, bytes, size)
     SELECT $1, $2, $3 FROM trial
     WHERE study_id = $4 AND number = $5 AND fencing = $6 AND state = $7 FOR SHARE
     ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, size = excluded.size, created_at = now()`,
    [id, bytes, bytes.length, studyId, number, fencing, state],
  )
}

export async function getBlob(sql: Sql, id: string): Promise<Buffer | null> {
  // SQL: the bytes come as the driver has them, 1.5 times as fast as by Prisma (`npm run bench -- db`)
  const { rows } = await sql.query<{ bytes: Buffer }>('SELECT bytes FROM blob WHERE id = $1', [id])
  return rows[0]?.bytes ?? null
}

/** Changes when other bytes are written; null if there are none. */
export async function blobVersion(sql: Sql, id: string): Promise<string | null> {
  // SQL: as text, which a tag needs
  const { rows } = await sql.query<{ version: string }>(
    `SELECT extract(epoch FROM created_at) || '-' || size AS version FROM blob WHERE id = $1`,
    [id],
  )
  return rows[0]?.version ?? null
}

/** Hash and size of the bytes; null if they do not exist. */
export function digestOf(
  pool: pg.Pool,
  id: string,
): Promise<{ sha256: string; bytes: number } | null> {
  return longTransaction(pool, async (sql) => {
    // SQL: the server hashes the bytes, which need not be sent
    const { rows } = await sql.query<{ sha256: string; bytes: number }>(
      `SELECT encode(sha256(bytes), 'hex') AS sha256, size AS bytes FROM blob WHERE id = $1`,
      [id],
    )
    return rows[0] ?? null
  })
}

/** Reads the bytes of a dataset, with a timeout for large data on slow connections. */
export function getLargeBlob(pool: pg.Pool, id: string): Promise<Buffer | null> {
  return longTransaction(pool, (sql) => getBlob(sql, id), largeBlobMs)
}

export async function deleteDatasetBlob(sql: Sql, id: string): Promise<void> {
  // SQL: looks for datasets that share the bytes in the same statement
  await sql.query(
    'DELETE FROM blob WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM dataset WHERE blob_id = $1)',
    [id],
  )
}

/** Deletes the checkpoints of trials that ended under these leases. */
export async function dropCheckpoints(sql: Sql, leases: readonly Lease[]): Promise<void> {
  if (leases.length === 0) return
  // SQL: fenced, many leases at once by `unnest`
  await sql.query(
    `DELETE FROM blob b USING trial t
     JOIN unnest($1::text[], $2::int[], $3::bigint[], $4::text[]) AS l(study_id, number, fencing, id)
       ON t.study_id = l.study_id AND t.number = l.number AND t.fencing = l.fencing
     WHERE b.id = l.id AND t.state NOT IN ('waiting', 'running')`,
    [
      leases.map(({ studyId }) => studyId),
      leases.map(({ number }) => number),
      leases.map(({ fencing }) => fencing),
      leases.map(({ studyId, number }) => blobId.checkpoint(studyId, number)),
    ],
  )
}

/**
 * Deletes checkpoints of ended trials that no trial can continue from. Keeps those of each member's last two complete
 * trials (a trial is compared with the previous generation, which some members may have left), and of parents of open
 * trials, which may have to restart.
 */
export async function dropSpentCheckpoints(sql: Sql, studyId: string): Promise<void> {
  // SQL: ages by window function, in the transaction that ends the trials
  await sql.query(
    `WITH ranked AS (
       SELECT number, row_number() OVER (PARTITION BY provenance->>'member' ORDER BY number DESC) AS age
       FROM trial WHERE study_id = $1 AND state = 'complete'),
     kept AS (
       SELECT number FROM ranked WHERE age <= 2
       UNION
       SELECT (provenance->>'parent')::int FROM trial
       WHERE study_id = $1 AND state IN ('waiting', 'running') AND provenance->>'parent' IS NOT NULL
       UNION
       SELECT number FROM trial WHERE study_id = $1 AND state IN ('waiting', 'running'))
     DELETE FROM blob b USING trial t
     WHERE t.study_id = $1 AND b.id = $2 || t.number AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.number = t.number)`,
    [studyId, blobId.checkpointPrefix(studyId)],
  )
}

/** Deletes all checkpoints of a study without open trials. */
export async function dropStudyCheckpoints(sql: Sql, studyId: string): Promise<void> {
  // SQL: looks for open trials in the same statement
  await sql.query(
    `DELETE FROM blob WHERE starts_with(id, $2) AND NOT EXISTS (
       SELECT 1 FROM trial WHERE study_id = $1 AND state IN ('waiting', 'running'))`,
    [studyId, blobId.checkpointPrefix(studyId)],
  )
}

/** Deletes epochs, checkpoints and models of a deleted study; nothing can add more. */
export async function dropStudyData(sql: Sql, studyId: string): Promise<void> {
  // SQL: in the long transaction of a deletion, after a look for the study in the same statement
  await sql.query(
    'DELETE FROM epoch_metric WHERE study_id = $1 AND NOT EXISTS (SELECT 1 FROM study WHERE id = $1)',
    [studyId],
  )
  await sql.query(
    `DELETE FROM blob WHERE (starts_with(id, $2) OR starts_with(id, $3) OR starts_with(id, $4))
       AND NOT EXISTS (SELECT 1 FROM study WHERE id = $1)`,
    [
      studyId,
      blobId.checkpointPrefix(studyId),
      blobId.modelPrefix(studyId),
      blobId.heldOutPrefix(studyId),
    ],
  )
}

export const blobId = {
  dataset: (sha256: string) => `dataset/${sha256}`,
  checkpoint: (studyId: string, number: number) => `checkpoint/${studyId}/${number}`,
  checkpointPrefix: (studyId: string) => `checkpoint/${studyId}/`,
  heldOutPrefix: (studyId: string) => `held-out/${studyId}/`,
  heldOut: (studyId: string, number: number) => `held-out/${studyId}/${number}`,
  modelPrefix: (studyId: string) => `model/${studyId}/`,
  model: (studyId: string, number: number) => `model/${studyId}/${number}`,
}
