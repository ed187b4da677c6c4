/** Trials that go on from the checkpoints of others (population based training). */

import type { Sql } from '../../db/client.ts'
import { blobId, getBlob } from '../../db/tables/blobs.ts'
import type { ClaimedTrial } from '../../db/tables/trials/claim-trials.ts'
import { inherited } from '../../engine/group/checkpoint.ts'
import { samplers } from '../../search/samplers/index.ts'
import type { StudySpec } from '../study-spec.ts'

/** May trials of the study go on from where others ended? */
export function inherits({ sampler }: Pick<StudySpec, 'sampler'>): boolean {
  return samplers[sampler.type].inherits
}

/**
 * Where a trial starts that has a parent; null for one without.
 *
 * @throws Error when the parent has no checkpoint: the trial would be another than its provenance says
 */
export async function parentCheckpoint(
  sql: Sql,
  { studyId, parent }: Pick<ClaimedTrial, 'studyId' | 'parent'>,
): Promise<Buffer | null> {
  if (parent === null) return null
  const bytes = await getBlob(sql, blobId.checkpoint(studyId, parent))
  if (bytes === null) throw new Error(`the checkpoint of the parent, trial ${parent}, is gone`)
  return inherited(bytes)
}

/**
 * Deletes the checkpoints of ended trials that no trial can go on from any more. Kept are those of each member's last
 * two complete trials (a trial is compared with the generation before its own, which some members have left), and of
 * parents of open trials, which may have to start again.
 */
export async function dropSpentCheckpoints(sql: Sql, studyId: string): Promise<void> {
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
    [studyId, blobId.checkpointsOf(studyId)],
  )
}
