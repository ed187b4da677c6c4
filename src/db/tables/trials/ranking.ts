/** Complete trials of the search in order of rank, by index scans that do not depend on the number of trials. */
import type { Sql } from '../../client.ts'
import type { StudyFields, TrialFields } from '../../rows.ts'
import { lossAt } from './end-trials.ts'

/** Fields of a leaderboard page. */
export type RankingPage = Pick<StudyFields, 'version' | 'direction' | 'state' | 'finalists'> & {
  items: (Pick<TrialFields, 'number' | 'values' | 'step' | 'params' | 'durationMs'> & {
    state: 'complete' | 'running' // running: by its best epoch so far
    value: number
    rankValue: string // JSON has no infinity
    tieValue: string
  })[]
}

/** A position in the ranking; values may be infinite. */
export interface RankingPlace {
  rankValue: number
  tieValue: number
  number: number
}

/** Cheap enough for hundreds of calls a second: ETags and long polls compare it. */
export async function readRankingVersion(
  sql: Sql,
  studyId: string,
): Promise<{ version: number; lastEvent: number; hasEnded: boolean } | null> {
  // SQL: the hottest read, 5 times as fast as by Prisma (`npm run bench -- db`)
  const { rows } = await sql.query<{ version: number; lastEvent: number; hasEnded: boolean }>({
    name: 'ranking version',
    text: `SELECT version::int AS version, last_event::float8 AS "lastEvent", state NOT IN ('running', 'paused') AS "hasEnded" FROM study WHERE id = $1`,
    values: [studyId],
  })
  return rows[0] ?? null
}

/** Rank value of the running trial `t` of the study `s`, by its best epoch so far. */
const runningRank = `CASE s.direction WHEN 'minimize' THEN t.value ELSE -t.value END`

/** A trial `t` of the search of the study `s` that Sweepd trains now; what clients report is not final. */
const isTraining = `t.study_id = s.id AND t.state = 'running' AND t.copy_of IS NULL AND s.dataset_id IS NOT NULL`

const shown = 't.number, t.state, t.value, t.values, t.step, t.params, t.duration_ms'
const order = 'rank_value, tie_value, number'

/**
 * The trials of the study `s` in order of rank: complete ones, and those that Sweepd trains now, by their best epoch so
 * far. Each part reads no more than it needs of an index.
 *
 * @param after  SQL of the position after which they start: condition on `rank_value`, `tie_value` and `number`
 * @param limit  SQL of their number
 */
export function rankedTrials({ after, limit }: { after: string; limit: string }): string {
  return `SELECT * FROM (
      (SELECT ${shown}, t.rank_value, t.tie_value FROM trial t
       WHERE t.study_id = s.id AND t.state = 'complete' AND t.copy_of IS NULL AND ${after}
       ORDER BY ${order} LIMIT ${limit})
      UNION ALL
      (SELECT * FROM (
         SELECT ${shown}, ${runningRank} AS rank_value, coalesce(${lossAt('t.step')}, 'infinity') AS tie_value
         FROM trial t WHERE ${isTraining} AND t.value IS NOT NULL) AS running WHERE ${after})) AS t
    ORDER BY ${order} LIMIT ${limit}`
}

/**
 * @param after  position after which the page starts, null: the first page
 * @returns      null if the study does not exist
 */
export async function readRanking(
  sql: Sql,
  studyId: string,
  { limit, after }: { limit: number; after: RankingPlace | null },
): Promise<RankingPage | null> {
  // SQL: a hot read, 5 times as fast as by Prisma, which has no cursor of three columns (`npm run bench -- db`)
  const place =
    '($2::float8 IS NULL OR (rank_value, tie_value, number) > ($2, $3::float8, $4::int))'
  const { rows } = await sql.query<RankingPage>({
    name: 'ranking',
    text: `SELECT s.version::int AS version, s.direction, s.state, s.finalists, coalesce((
       SELECT json_agg(json_build_object('number', t.number, 'state', t.state, 'value', t.value,
                'values', CASE t.state WHEN 'complete' THEN t.values ELSE ARRAY[t.value] END, 'step', t.step,
                'params', t.params, 'durationMs', t.duration_ms, 'rankValue', t.rank_value::text,
                'tieValue', t.tie_value::text))
       FROM (${rankedTrials({ after: place, limit: '$5' })}) t), '[]') AS items
     FROM study s WHERE s.id = $1`,
    values: [
      studyId,
      after?.rankValue ?? null,
      after?.tieValue ?? null,
      after?.number ?? null,
      limit,
    ],
  })
  return rows[0] ?? null
}

/** Numbers of the `limit` best complete trials; without a limit, of all. */
export async function readBestNumbers(
  sql: Sql,
  studyId: string,
  limit?: number,
): Promise<number[]> {
  // SQL: in the transaction that ends the trials, or takes a snapshot
  const { rows } = await sql.query<{ number: number }>(
    `SELECT number FROM trial WHERE study_id = $1 AND state = 'complete' AND copy_of IS NULL
     ORDER BY rank_value, tie_value, number LIMIT $2`,
    [studyId, limit ?? null],
  )
  return rows.map(({ number }) => number)
}

/** Complete trials with the given ranks, from 1; worst first. */
export async function readRanked(
  sql: Sql,
  studyId: string,
  ranks: readonly number[],
): Promise<Pick<TrialFields, 'params' | 'values'>[]> {
  // SQL: ranks are counted in the database, so that skipped trials are not transferred
  const { rows } = await sql.query<Pick<TrialFields, 'params' | 'values'>>(
    `SELECT params, values FROM (
       SELECT number, params, values, row_number() OVER (ORDER BY rank_value, tie_value, number) AS rank
       FROM trial WHERE study_id = $1 AND state = 'complete' AND copy_of IS NULL) t
     WHERE rank = ANY($2::int[]) ORDER BY rank DESC`,
    [studyId, ranks],
  )
  return rows
}

/**
 * Whether a trial of the search has reached the target of the study `s`: a complete one, or one that runs. Null if the
 * study has no target, or no trial has a value.
 */
export const isTargetReached = `CASE WHEN s.target IS NOT NULL THEN least(
    (SELECT t.rank_value FROM trial t WHERE t.study_id = s.id AND t.state = 'complete' AND t.copy_of IS NULL
     ORDER BY t.rank_value LIMIT 1),
    (SELECT min(${runningRank}) FROM trial t WHERE ${isTraining}))
  <= CASE s.direction WHEN 'minimize' THEN s.target ELSE -s.target END END`

export async function readIsTargetReached(sql: Sql, studyId: string): Promise<boolean> {
  // SQL: runs in the transaction that holds the study's lock
  const { rows } = await sql.query<{ isReached: boolean | null }>(
    `SELECT ${isTargetReached} AS "isReached" FROM study s WHERE s.id = $1`,
    [studyId],
  )
  return rows[0]?.isReached ?? false
}
