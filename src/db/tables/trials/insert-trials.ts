/** Inserts trials, many per statement. */

import type { TrialState } from '../../../search/trial.ts'
import type { Sql } from '../../client.ts'
import type { TrialSource } from '../../rows.ts'

export interface NewTrial {
  number: number
  state: TrialState
  source: TrialSource
  params: unknown
  spec: unknown
  provenance: unknown
  values?: number[] // complete only
  rankValue?: number // complete only
  step?: number
  lastStep?: number // if it differs from the step of the value
  reason?: string
  shape?: string | null // of a waiting trial that a worker will train
  violations?: readonly number[] // complete only
  copyOf?: number // of a finalist or refit: number of the trial that it trains again
  seed?: number // of a copy
  splitSeed?: number // of a copy that holds other rows back
  /** For trials that start as running: the owner and duration of the lease. */
  claim?: { owner: string; leaseMs: number }
}

export async function insertTrials(sql: Sql, studyId: string, trials: NewTrial[]): Promise<void> {
  if (trials.length === 0) return
  const rows = trials.map(({ rankValue, ...trial }) => ({
    ...trial,
    ...(rankValue === undefined ? {} : { rankValue: String(rankValue) }), // JSON has no infinity
  }))
  // SQL: many rows in one parameter, a tenth of what Prisma's createMany costs (`npm run bench -- db`)
  await sql.query({
    name: 'insert trials',
    text: `INSERT INTO trial (study_id, number, state, source, params, spec, provenance, values, violations, value,
                        rank_value, step, last_step, reason, shape, ended_at, attempt, fencing, started_at,
                        lease_owner, lease_expires_at, copy_of, seed, split_seed)
     SELECT $1, number, state, source, params, spec, provenance, coalesce(values, '{}'), violations, values[1],
            "rankValue"::float8, step, coalesce("lastStep", step), reason, shape,
            CASE WHEN state IN ('waiting', 'running') THEN NULL ELSE now() END,
            (state = 'running')::int, (state = 'running')::int, CASE WHEN state = 'running' THEN now() END,
            claim->>'owner', now() + (claim->>'leaseMs')::float8 * interval '1 ms',
            "copyOf", seed, "splitSeed"
     FROM jsonb_to_recordset($2::jsonb) AS t(number int, state text, source text, params jsonb, spec jsonb,
       provenance jsonb, values float8[], violations float8[], "rankValue" text, step int, "lastStep" int, reason text, shape text,
       claim jsonb, "copyOf" int, seed int, "splitSeed" int)`,
    values: [studyId, JSON.stringify(rows)],
  })
}
