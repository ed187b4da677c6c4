/** Checks, in a thread, that a validation split that depends on the rows leaves rows in every part. */
import { fileURLToPath } from 'node:url'
import { needsRows } from '../../data/split/check-validation.ts'
import type { ValidationSpec } from '../../data/split/validation.ts'
import type { Db } from '../../db/client.ts'
import { getBlob } from '../../db/tables/blobs.ts'
import type { Fault } from '../../errors.ts'
import type { StoredDataset } from '../datasets.ts'
import { askThread } from '../one-shot-thread.ts'

/** Input of the thread: a dataset as it is stored. */
export interface SplitQuestion {
  bytes: Uint8Array
  validation: ValidationSpec
  seed: number
}

const entry = fileURLToPath(new URL('./check-split-thread.js', import.meta.url))

/** @returns faults with pointers such as /validation/order; none if counts suffice */
export async function splitFaults(
  db: Db,
  { summary, blobId }: StoredDataset,
  { validation, seed }: Omit<SplitQuestion, 'bytes'>,
): Promise<Fault[]> {
  if (!needsRows(validation, summary.task)) return []
  const bytes = await getBlob(db.pool, blobId)
  if (!bytes) throw new Error(`blob ${blobId} does not exist`)
  const question: SplitQuestion = { bytes, validation, seed }
  return askThread(entry, question)
}
