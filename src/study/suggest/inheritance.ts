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
  if (bytes === null)
    throw new Error(`the checkpoint of the parent, trial ${parent}, does not exist`)
  return inherited(bytes)
}
