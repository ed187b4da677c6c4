/** Trials that continue from checkpoints of others (population based training). */

import type { Sql } from '../../db/client.ts'
import { blobId, getBlob } from '../../db/tables/blobs.ts'
import type { ClaimedTrial } from '../../db/tables/trials/claim-trials.ts'
import { inherited } from '../../engine/group/checkpoint.ts'
import { samplers } from '../../search/samplers/index.ts'
import type { StudySpec } from '../study-spec.ts'

/** Can trials of the study continue from others? */
export function inherits({ sampler }: Pick<StudySpec, 'sampler'>): boolean {
  return samplers[sampler.type].inherits
}

/**
 * Checkpoint of the parent, or null for a trial without a parent.
 *
 * @throws Error if the parent has no checkpoint, because the trial would contradict its provenance
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
