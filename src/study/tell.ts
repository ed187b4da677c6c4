/** How a trial ends: its result, its model, and the search that goes on. */
import { blobId, deleteBlobs, putBlob } from '../db/blobs.ts'
import { type Db, type Sql, transaction } from '../db/client.ts'
import { holdStudy } from '../db/studies.ts'
import { endTrial, type Lease, type TrialEnd } from '../db/trials.ts'
import type { Queues } from '../queue.ts'
import type { Direction } from '../search/direction.ts'

/** Ascending is best first, whatever the direction. */
export function rankValueOf(value: number, direction: Direction): number {
  return direction === 'minimize' ? value : -value
}

/**
 * Ends a trial under its lease; its checkpoint goes, its model stays when it is among the best `keepModels`.
 *
 * @returns false when the lease is lost: nothing was written
 */
export async function tell(
  db: Db,
  queues: Queues,
  told: {
    lease: Lease
    end: TrialEnd
    durationMs: number
    model?: Buffer
    keepModels: number
  },
): Promise<boolean> {
  const { lease } = told
  const isWritten = await transaction(db.pool, async (sql) => {
    await holdStudy(sql, lease.studyId)
    if (!(await endTrial(sql, lease, told.end, told.durationMs))) return false
    await deleteBlobs(sql, [blobId.checkpoint(lease.studyId, lease.number)])
    if (told.model) await keepModel(sql, lease, told.model, told.keepModels)
    return true
  })
  if (isWritten) await queues.addSearch(lease.studyId)
  return isWritten
}

/** Keeps the models of the `keep` best complete trials. */
async function keepModel(sql: Sql, lease: Lease, model: Buffer, keep: number): Promise<void> {
  const { rows } = await sql.query<{ number: number }>(
    `SELECT number FROM trial WHERE study_id = $1 AND state = 'complete' ORDER BY rank_value, number LIMIT $2`,
    [lease.studyId, keep],
  )
  const best = new Set(rows.map((row) => row.number))
  if (!best.has(lease.number)) return
  await putBlob(sql, blobId.model(lease.studyId, lease.number), model)
  const kept = [...best].map((number) => blobId.model(lease.studyId, number))
  await sql.query('DELETE FROM blob WHERE starts_with(id, $1) AND NOT id = ANY($2)', [
    blobId.modelsOf(lease.studyId),
    kept,
  ])
}
