/** Complete trials of the search in order of rank, by index scans that do not depend on the number of trials. */
import type { Sql } from '../../client.ts'
import type { StudyFields, TrialFields } from '../../rows.ts'

/** Fields of a leaderboard page. */
export type RankingPage = Pick<StudyFields, 'version' | 'direction' | 'state' | 'finalists'> & {
  items: (Pick<TrialFields, 'number' | 'values' | 'step' | 'params' | 'durationMs'> & {
    value: number
    rankValue: string // JSON has no infinity
  })[]
}

/** Cheap enough for hundreds of calls a second: ETags and long polls compare it. */
export async function readRankingVersion(
  sql: Sql,
  studyId: string,
): Promise<{ version: number; hasEnded: boolean } | null> {
  // SQL: the hottest read, 5 times as fast as by Prisma (`npm run bench -- db`)
  const { rows } = await sql.query<{ version: number; hasEnded: boolean }>({
    name: 'ranking version',
    text: `SELECT version::int AS version, state NOT IN ('running', 'paused') AS "hasEnded" FROM study WHERE id = $1`,
    values: [studyId],
  })
  return rows[0] ?? null
}

/**
 * @param after  position after which the page starts, null: the first page
 * @returns      null if the study does not exist
 */
export async function readRanking(
  sql: Sql,
  studyId: string,
  { limit, after }: { limit: number; after: { rankValue: number; number: number } | null },
): Promise<RankingPage | null> {
  // SQL: a hot read, 5 times as fast as by Prisma, which has no cursor of two columns (`npm run bench -- db`)
  const { rows } = await sql.query<RankingPage>({
    name: 'ranking',
    text: `SELECT s.version::int AS version, s.direction, s.state, s.finalists, coalesce((
       SELECT json_agg(json_build_object('number', t.number, 'value', t.value, 'values', t.values, 'step', t.step,
                'params', t.params, 'durationMs', t.duration_ms, 'rankValue', t.rank_value::text))
       FROM (SELECT * FROM trial
             WHERE study_id = s.id AND state = 'complete' AND copy_of IS NULL
               AND ($2::float8 IS NULL OR (rank_value, number) > ($2, $3::int))
             ORDER BY rank_value, number LIMIT $4) t), '[]') AS items
     FROM study s WHERE s.id = $1`,
    values: [studyId, after?.rankValue ?? null, after?.number ?? null, limit],
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
     ORDER BY rank_value, number LIMIT $2`,
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
       SELECT number, params, values, row_number() OVER (ORDER BY rank_value, number) AS rank
       FROM trial WHERE study_id = $1 AND state = 'complete' AND copy_of IS NULL) t
     WHERE rank = ANY($2::int[]) ORDER BY rank DESC`,
    [studyId, ranks],
  )
  return rows
}

/** Rank value of the running trial `t` of the study `s`, by its best epoch so far. */
const runningRank = `CASE s.direction WHEN 'minimize' THEN t.value ELSE -t.value END`

/** A trial `t` of the search of the study `s` that Sweepd trains now; what clients report is not final. */
const isTraining = `t.study_id = s.id AND t.state = 'running' AND t.copy_of IS NULL AND s.dataset_id IS NOT NULL`

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
