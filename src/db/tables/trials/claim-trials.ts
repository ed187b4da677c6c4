/** Claims waiting trials for a worker, each with a lease. */
import type { Params } from '../../../search/space/params.ts'
import type { Sql } from '../../client.ts'
import type { TrialSource } from '../../rows.ts'
import type { Lease } from './leases.ts'

export interface ClaimedTrial extends Lease {
  params: Params
  spec: unknown
  attempt: number // from 1
  lastStep: number | null // number of epochs that earlier attempts wrote
  step: number | null // step of `value`
  value: number | null // best value so far
  parent: number | null // number of the trial from whose checkpoint it continues
  outOfMemory: number // number of times that it was released for lack of memory
  source: TrialSource
  copyOf: number | null // number of the trial that it trains again; null: a trial of the search
  seed: number | null // of a copy; null: from the study's seed and the number
  splitSeed: number | null // of the rows that a copy holds back; null: the study's seed
  keepsHeldOut: boolean // stores what it predicts for its validation rows
}

/** Claims the given trials that are still waiting; with `numbers` null, the `limit` oldest. */
export async function claimTrials(
  sql: Sql,
  claim: {
    studyId: string
    numbers: number[] | null
    limit: number
    owner: string
    leaseMs: number
    device: string | null
    trainer?: number | null // that trains them, of those of a worker
  },
): Promise<ClaimedTrial[]> {
  // SQL: SKIP LOCKED, and the claim in the same statement
  const { rows } = await sql.query<ClaimedTrial>(
    `WITH free AS (
       SELECT study_id, number FROM trial
       WHERE study_id = $1 AND state = 'waiting' AND ($2::int[] IS NULL OR number = ANY($2))
       ORDER BY number LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE trial t SET state = 'running', lease_owner = $4, lease_expires_at = now() + $5 * interval '1 ms',
       fencing = t.fencing + 1, attempt = t.attempt + 1, device = $6,
       trainer = CASE WHEN t.started_at IS NULL THEN $7::smallint END,
       claimed_step = greatest(t.claimed_step, t.last_step),
       started_at = coalesce(t.started_at, now())
     FROM free WHERE t.study_id = free.study_id AND t.number = free.number
     RETURNING t.study_id AS "studyId", t.number, t.fencing::int AS fencing, t.params, t.spec, t.attempt,
               t.last_step AS "lastStep", t.step, t.value, (t.provenance->>'parent')::int AS parent,
               coalesce((t.provenance->>'outOfMemory')::int, 0) AS "outOfMemory", t.source, t.copy_of AS "copyOf",
               t.seed, t.split_seed AS "splitSeed",
               coalesce((t.provenance->>'keepsHeldOut')::boolean, false) AS "keepsHeldOut"`,
    [
      claim.studyId,
      claim.numbers,
      claim.limit,
      claim.owner,
      claim.leaseMs,
      claim.device,
      claim.trainer ?? null,
    ],
  )
  return rows.sort((a, b) => a.number - b.number)
}
