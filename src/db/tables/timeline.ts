/** When each trial was trained, and by whom. */
import type { TrialState } from '../../search/trial.ts'
import type { Sql } from '../client.ts'

export interface TrainedTrial {
  number: number
  owner: string // worker, or client of an external study
  device: string | null
  trainer: number | null // of the worker, from 0; null: unknown, or the trial was resumed
  start: number // seconds after the study was created
  end: number // of running ones: now
  state: Exclude<TrialState, 'waiting'>
  isCopy: boolean // a finalist or refit
}

const states = ['running', 'complete', 'pruned', 'failed', 'cancelled'] as const
const noTrainer = -1 // in the bytes, which have no null
const stride = 8 + 8 + 4 + 4 + 4
const copyFlag = 8 // beside the place of the state

/**
 * In no order. Waiting trials are left out, imported ones were not trained here. Null if the study does not exist.
 * Trials come one by one, not as groups: PostgreSQL would have to sort all of them, which takes longer than the read.
 */
export async function readTrainedTrials(
  sql: Sql,
  studyId: string,
): Promise<{ createdAt: Date; trials: TrainedTrial[] } | null> {
  const state = `array_position('{${states}}', t.state) - 1`
  // SQL: by the server's clock; numbers come as bytes, all of a worker in one row
  const { rows } = await sql.query<
    { createdAt: Date } & (
      | { owner: string; device: string | null; bytes: Buffer }
      | { owner: null } // of a study without trained trials
    )
  >(
    `SELECT s.created_at AS "createdAt", w.* FROM study s LEFT JOIN (
       SELECT coalesce(t.lease_owner, '') AS owner, t.device, string_agg(
         timestamptz_send(t.started_at) || timestamptz_send(coalesce(t.ended_at, now())) || int4send(t.number)
         || int4send(coalesce(t.trainer::int, ${noTrainer}))
         || int4send(${state} + CASE WHEN t.copy_of IS NULL THEN 0 ELSE ${copyFlag} END), ''::bytea) AS bytes
       FROM trial t WHERE t.study_id = $1 AND t.started_at IS NOT NULL AND t.state <> 'waiting'
       GROUP BY t.lease_owner, t.device) AS w ON true
     WHERE s.id = $1`,
    [studyId],
  )
  const [row] = rows
  if (row === undefined) return null
  const { createdAt } = row
  const trials = rows.flatMap((one) => (one.owner === null ? [] : decode(one, createdAt)))
  return { createdAt, trials }
}

function decode(
  { owner, device, bytes }: { owner: string; device: string | null; bytes: Buffer },
  createdAt: Date,
): TrainedTrial[] {
  const origin = microseconds(createdAt)
  return Array.from({ length: bytes.length / stride }, (_, i) => {
    const at = i * stride
    const trainer = bytes.readInt32BE(at + 20)
    const flags = bytes.readInt32BE(at + 24)
    return {
      number: bytes.readInt32BE(at + 16),
      owner,
      device,
      trainer: trainer === noTrainer ? null : trainer,
      start: (readMicroseconds(bytes, at) - origin) / 1e6,
      end: (readMicroseconds(bytes, at + 8) - origin) / 1e6,
      state: states[flags % copyFlag]!,
      isCopy: flags >= copyFlag,
    }
  })
}

const epoch = Date.UTC(2000, 0, 1) // of PostgreSQL

const microseconds = (date: Date): number => 1_000 * (date.getTime() - epoch)

/** Exact until the year 2285. In halves, because a BigInt for each of 200,000 times takes longer than the rest. */
const readMicroseconds = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
