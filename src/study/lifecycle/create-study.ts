/** POST /v1/studies: check, store, start. */

import crypto from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { foldCountOf } from '../../data/split/validation.ts'
import { type Db, transaction } from '../../db/client.ts'
import { takeNumbers } from '../../db/tables/studies/change-study.ts'
import { insertTrials } from '../../db/tables/trials/insert-trials.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import { type CheckedStudy, checkStudy } from '../check/check-study.ts'
import type { SpaceInspector } from '../check/space-inspector.ts'
import { fillIn } from '../load-study.ts'
import { firstObjective } from '../study-spec.ts'
import { firstTrials, provenanceOf } from '../suggest/first-trials.ts'

export interface CreatedStudy {
  id: string
  isNew: boolean // false: the idempotency key had made it before
}

/**
 * @param body  as posted; checked here, every fault at once
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
  const checked = await checkStudy({ db, spaces }, body)
  try {
    const id = await store(db, checked, { idempotencyKey, requestHash })
    await queues.addSearch(id)
    return { id, isNew: true }
  } catch (error) {
    // its dataset was deleted meanwhile: the check says so
    if (isForeignKeyViolation(error)) await checkStudy({ db, spaces }, body)
    // two requests with one key at the same time: the unique index lets one through
    if (idempotencyKey === null || !isUniqueViolation(error)) throw error
    const known = await findByKey(db, idempotencyKey, requestHash)
    if (!known) throw error
    return { id: known, isNew: false }
  }
}

async function findByKey(db: Db, key: string, requestHash: string): Promise<string | null> {
  const known = await db.prisma.study.findUnique({
    where: { idempotencyKey: key },
    select: { id: true, requestHash: true },
  })
  if (!known) return null
  if (known.requestHash === requestHash) return known.id
  throw new Problem(
    'idempotency-key-reused',
    `Idempotency-Key ${JSON.stringify(key)} was used with another body, for study ${known.id}.`,
  )
}

async function store(
  db: Db,
  { spec, space, datasetId, data, warmStart }: CheckedStudy,
  request: { idempotencyKey: string | null; requestHash: string },
): Promise<string> {
  const id = uuidv7() // time-ordered: the id is the cursor of lists
  await transaction(db.pool, async (sql) => {
    await sql.query(
      `INSERT INTO study (id, name, spec, direction, dataset_id, seed, parallelism, max_trials, max_seconds, target,
                          warm_start, idempotency_key, request_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        spec.name,
        JSON.stringify(spec),
        firstObjective(spec).direction,
        datasetId,
        spec.seed,
        spec.parallelism ?? null,
        spec.budget.trials ?? null,
        spec.budget.seconds ?? null,
        spec.budget.target ?? null,
        warmStart === null ? null : JSON.stringify(warmStart),
        request.idempotencyKey,
        request.idempotencyKey === null ? null : request.requestHash,
      ],
    )
    const first = firstTrials(spec, space)
    if (first.length === 0) return
    await takeNumbers(sql, { studyId: id, count: first.length, suggested: 0 })
    await insertTrials(
      sql,
      id,
      first.map((trial, number) => {
        const { params } = trial
        const folds = foldCountOf(spec.validation)
        const { spec: filledIn, shape } = fillIn({ space, data, folds }, params)
        return {
          number,
          state: 'waiting' as const,
          source: 'enqueued' as const,
          params,
          spec: filledIn,
          shape,
          provenance: provenanceOf(trial),
        }
      }),
    )
  })
  return id
}

function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: string }).code === '23505'
}

function isForeignKeyViolation(error: unknown): boolean {
  return (error as { code?: string }).code === '23503'
}
