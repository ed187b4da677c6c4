/** Creates a study: validates, stores and starts it. */

import crypto from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../../db/client.ts'
import {
  createStudyRow,
  findStudyByKey,
  type NewStudy,
} from '../../db/tables/studies/create-study.ts'
import { isForeignKeyViolation, isUniqueViolation } from '../../db/violations.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import { type CheckedStudy, checkStudy } from '../check/check-study.ts'
import type { SpaceInspector } from '../check/space-inspector.ts'
import { firstObjective } from '../objectives.ts'

export interface CreatedStudy {
  id: string
  isNew: boolean // false: created earlier with the same idempotency key
}

/**
 * @param body  as posted; validated here, all faults at once
 * @throws Problem with pointers; nothing is stored then
 */
export async function createStudy(
  { db, queues, spaces }: { db: Db; queues: Queues; spaces: SpaceInspector },
  body: unknown,
  { idempotencyKey }: { idempotencyKey: string | null },
): Promise<CreatedStudy> {
  const requestHash = crypto.createHash('sha256').update(JSON.stringify(body)).digest('hex')
  if (idempotencyKey !== null) {
    const known = await findByKey(db, idempotencyKey, requestHash)
    if (known) return { id: known, isNew: false }
  }
  const checkAndStore = async () =>
    store(db, await checkStudy({ db, spaces }, body), { idempotencyKey, requestHash })
  try {
    const id = await checkAndStore().catch((error) => {
      if (!isForeignKeyViolation(error)) throw error
      // its dataset was deleted meanwhile: validating again reports it, or finds another dataset of that name
      return checkAndStore()
    })
    await queues.addSearch(id)
    return { id, isNew: true }
  } catch (error) {
    // concurrent requests with the same key: the unique index lets one succeed
    if (idempotencyKey === null || !isUniqueViolation(error)) throw error
    const known = await findByKey(db, idempotencyKey, requestHash)
    if (!known) throw error
    return { id: known, isNew: false }
  }
}

async function findByKey(db: Db, key: string, requestHash: string): Promise<string | null> {
  const known = await findStudyByKey(db, key)
  if (!known) return null
  if (known.requestHash === requestHash) return known.id
  throw new Problem(
    'idempotency-key-reused',
    `Idempotency-Key ${JSON.stringify(key)} was used with another body, for study ${known.id}.`,
  )
}

async function store(
  db: Db,
  { spec, datasetId, warmStart, first, plan }: CheckedStudy,
  request: { idempotencyKey: string | null; requestHash: string },
): Promise<string> {
  const id = uuidv7() // time-ordered, so that the id is the cursor of lists
  const study: NewStudy = {
    id,
    name: spec.name,
    tags: spec.tags ?? [],
    note: spec.note ?? null,
    spec,
    direction: firstObjective(spec).direction,
    datasetId,
    seed: spec.seed,
    parallelism: spec.parallelism ?? null,
    maxTrials: spec.budget.trials ?? null,
    maxSeconds: spec.budget.seconds ?? null,
    target: spec.budget.target ?? null,
    warmStart,
    plan,
    idempotencyKey: request.idempotencyKey,
    requestHash: request.idempotencyKey === null ? null : request.requestHash,
  }
  await createStudyRow(db, study, first)
  return id
}
