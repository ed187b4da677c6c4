/** When trials were trained, and by whom. */
import type { Sql } from '../client.ts'

/** Trials that one owner claimed together: lanes of one training, or one trial. */
export interface TrainedGroup {
  owner: string // worker, or client of an external study
  device: string | null
  trainer: number | null // of the worker, from 0; null: unknown, or the trials were resumed
  start: number // seconds after the study was created
  end: number // when the last of them ended; running ones: now
  first: number // number of the first trial
  trials: number
  copies: number // of them, finalists and refits
  running: number
  complete: number
  pruned: number
  failed: number
  cancelled: number
}

const times = ['start', 'end'] as const
const states = ['running', 'complete', 'pruned', 'failed', 'cancelled'] as const
const wholes = ['trainer', 'first', 'trials', 'copies', ...states] as const
const noTrainer = -1 // in the bytes, which have no null
const stride = 8 * times.length + 4 * wholes.length
const groupsARow = 4_096

/** By start. Waiting trials are left out, imported ones were not trained here. Null if the study does not exist. */
export async function readTrainedGroups(
  sql: Sql,
  studyId: string,
): Promise<{ createdAt: Date; groups: TrainedGroup[] } | null> {
  const counts = states.map(
    (state) => `count(*) FILTER (WHERE t.state = '${state}')::int AS ${state}`,
  )
  const seconds = (moment: string) => `date_part('epoch', ${moment} - s.created_at)`
  const bytes = [
    ...times.map((time) => `float8send(g."${time}")`),
    ...wholes.map((whole) => `int4send(g.${whole})`),
  ].join(' || ')
  // SQL: groups in the database, by the server's clock; numbers come as bytes, thousands a row
  const { rows } = await sql.query<
    { createdAt: Date } & (
      | { owner: string; device: string | null; bytes: Buffer }
      | { owner: null } // of a study without groups
    )
  >(
    `SELECT s.created_at AS "createdAt", c.* FROM study s LEFT JOIN LATERAL (
       SELECT g.owner, g.device, string_agg(${bytes}, ''::bytea) AS bytes FROM (
         SELECT *, ${seconds('started_at')} AS start, ${seconds('ended_at')} AS "end",
           row_number() OVER (ORDER BY started_at, first) / ${groupsARow} AS chunk
         FROM (
           SELECT coalesce(t.lease_owner, '') AS owner, min(t.device) AS device, t.started_at,
             coalesce(t.trainer::int, ${noTrainer}) AS trainer,
             max(coalesce(t.ended_at, now())) AS ended_at, min(t.number) AS first, count(*)::int AS trials,
             count(t.copy_of)::int AS copies, ${counts.join(', ')}
           FROM trial t WHERE t.study_id = s.id AND t.started_at IS NOT NULL AND t.state <> 'waiting'
           GROUP BY t.lease_owner, t.trainer, t.started_at) AS trained) AS g
       GROUP BY g.chunk, g.owner, g.device) AS c ON true
     WHERE s.id = $1`,
    [studyId],
  )
  const [row] = rows
  if (row === undefined) return null
  const groups = rows.flatMap((one) => (one.owner === null ? [] : decode(one)))
  // the rows come nearly in order
  groups.sort((a, b) => a.start - b.start || a.first - b.first)
  return { createdAt: row.createdAt, groups }
}

function decode({
  owner,
  device,
  bytes,
}: {
  owner: string
  device: string | null
  bytes: Buffer
}): TrainedGroup[] {
  return Array.from({ length: bytes.length / stride }, (_, i) => {
    const at = i * stride
    const whole = (name: (typeof wholes)[number]) =>
      bytes.readInt32BE(at + 8 * times.length + 4 * wholes.indexOf(name))
    const trainer = whole('trainer')
    return {
      owner,
      device,
      trainer: trainer === noTrainer ? null : trainer,
      start: bytes.readDoubleBE(at),
      end: bytes.readDoubleBE(at + 8),
      first: whole('first'),
      trials: whole('trials'),
      copies: whole('copies'),
      running: whole('running'),
      complete: whole('complete'),
      pruned: whole('pruned'),
      failed: whole('failed'),
      cancelled: whole('cancelled'),
    }
  })
}
