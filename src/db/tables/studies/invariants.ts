/** Invariants that hold for a study's rows after every commit and crash. Each statement finds violations. */
import { z } from 'zod'
import type { Sql } from '../../client.ts'

export const BrokenInvariant = z.strictObject({
  invariant: z.string(),
  trial: z.int().nullable().describe('number of the trial; null for the study as a whole'),
  detail: z.string(),
})
export type BrokenInvariant = z.infer<typeof BrokenInvariant>

/** Statements take a study's id and return rows with `trial` and `detail`. */
const statements = {
  counters: `
    SELECT NULL::int AS trial, format('%s trials are counted as %s, there are %s', kept.state, kept.count, coalesce(f.count, 0)) AS detail
    FROM study s
    CROSS JOIN LATERAL (VALUES ('waiting', s.waiting_count), ('running', s.running_count), ('complete', s.complete_count),
      ('pruned', s.pruned_count), ('failed', s.failed_count), ('cancelled', s.cancelled_count)) AS kept(state, count)
    LEFT JOIN (SELECT state, count(*)::int FROM trial WHERE study_id = $1 AND copy_of IS NULL GROUP BY state) AS f(state, count) ON f.state = kept.state
    WHERE s.id = $1 AND kept.count <> coalesce(f.count, 0)`,

  'epochs done': `
    SELECT NULL::int AS trial, format('%s epochs are counted, there are %s', s.epochs_done, f.sum) AS detail
    FROM study s, (SELECT coalesce(sum(last_step), 0) AS sum FROM trial WHERE study_id = $1 AND copy_of IS NULL
      AND source <> 'imported' AND state NOT IN ('waiting', 'running')) AS f
    WHERE s.id = $1 AND f.sum <> s.epochs_done`,

  'trained trials': `
    SELECT NULL::int AS trial, format('%s trials are counted as trained, there are %s', s.trained_trials, f.count) AS detail
    FROM study s, (SELECT count(*) AS count FROM trial WHERE study_id = $1 AND copy_of IS NULL
      AND source <> 'imported' AND state IN ('complete', 'pruned', 'failed')) AS f
    WHERE s.id = $1 AND f.count <> s.trained_trials`,

  'best value': `
    SELECT t.number AS trial, format('the best value is %s, the newest of the history %s', t.rank_value, s.best_history->-1) AS detail
    FROM study s CROSS JOIN LATERAL (SELECT number, rank_value FROM trial WHERE study_id = $1 AND state = 'complete'
      AND copy_of IS NULL AND rank_value < 'infinity' ORDER BY rank_value, number LIMIT 1) AS t
    WHERE s.id = $1 AND t.rank_value IS DISTINCT FROM
      (s.best_history->-1->>1)::float8 * CASE s.direction WHEN 'maximize' THEN -1 ELSE 1 END`,

  numbers: `
    SELECT NULL::int AS trial, format('the next trial is %s, there are %s from %s to %s', s.next_number, f.count, f.low, f.high) AS detail
    FROM study s, (SELECT count(*) AS count, min(number) AS low, max(number) AS high FROM trial WHERE study_id = $1) AS f
    WHERE s.id = $1 AND (f.count <> s.next_number OR f.low > 0 OR f.high <> s.next_number - 1)`,

  copies: `
    SELECT NULL::int AS trial, format('%s numbers were taken for copies, there are %s', s.copy_count, f.count) AS detail
    FROM study s, (SELECT count(*) AS count FROM trial WHERE study_id = $1 AND copy_of IS NOT NULL) AS f
    WHERE s.id = $1 AND f.count <> s.copy_count`,

  ends: `
    SELECT number AS trial, format('%s with end %s and lease until %s', state, ended_at, lease_expires_at) AS detail
    FROM trial WHERE study_id = $1 AND CASE
      WHEN state = 'waiting' THEN ended_at IS NOT NULL OR lease_expires_at IS NOT NULL
      WHEN state = 'running' THEN ended_at IS NOT NULL OR lease_expires_at IS NULL
      ELSE ended_at IS NULL OR lease_expires_at IS NOT NULL END`,

  'ended once': `
    SELECT t.number AS trial, format('%s, and its end was told %s times', t.state, count(e.seq)) AS detail
    FROM trial t LEFT JOIN event e ON e.study_id = t.study_id AND e.type = 'trial' AND (e.data->>'number')::int = t.number
      AND e.data->>'state' IN ('complete', 'pruned', 'failed', 'cancelled')
    WHERE t.study_id = $1 GROUP BY t.number, t.state
    HAVING count(e.seq) <> (t.state NOT IN ('waiting', 'running'))::int`,

  events: `
    SELECT NULL::int AS trial, format('the newest event is %s, there are %s up to %s', s.last_event, f.count, f.high) AS detail
    FROM study s, (SELECT count(*) AS count, coalesce(max(seq), 0) AS high FROM event WHERE study_id = $1) AS f
    WHERE s.id = $1 AND (f.count <> s.last_event OR f.high <> s.last_event)`,

  values: `
    SELECT t.number AS trial, format('%s with value %s, values %s and rank %s', t.state, t.value, t.values, t.rank_value) AS detail
    FROM trial t JOIN study s ON s.id = t.study_id
    WHERE t.study_id = $1 AND CASE WHEN t.state = 'complete'
      THEN t.value IS DISTINCT FROM t.values[1] OR t.rank_value <> ALL (ARRAY[
        CASE s.direction WHEN 'minimize' THEN t.value ELSE -t.value END, 'infinity'])
      ELSE t.rank_value IS NOT NULL END`,

  'last step': `
    SELECT t.number AS trial, format('%s, its last step is %s, the newest stored is %s', t.state, t.last_step, max(e.step)) AS detail
    FROM trial t JOIN epoch_metric e USING (study_id, number)
    WHERE t.study_id = $1 AND t.state NOT IN ('waiting', 'running') GROUP BY t.study_id, t.number
    HAVING t.last_step IS DISTINCT FROM max(e.step)`,

  epochs: `
    SELECT t.number AS trial, format('%s epochs are stored from %s to %s', count(*), min(e.step), max(e.step)) AS detail
    FROM trial t JOIN study s ON s.id = t.study_id JOIN epoch_metric e USING (study_id, number)
    WHERE t.study_id = $1 AND s.dataset_id IS NOT NULL AND t.source <> 'imported'
    GROUP BY t.study_id, t.number HAVING count(*) <> max(e.step) - min(e.step) + 1`,

  'best epoch': `
    SELECT t.number AS trial, format('worth %s at step %s, where %s is stored', t.value, t.step, e.value) AS detail
    FROM trial t JOIN study s ON s.id = t.study_id
    LEFT JOIN epoch_metric e ON e.study_id = t.study_id AND e.number = t.number AND e.step = t.step
    WHERE t.study_id = $1 AND s.dataset_id IS NOT NULL AND t.source <> 'imported' AND t.state = 'complete'
      AND t.value IS DISTINCT FROM e.value`,

  'study end': `
    SELECT t.number AS trial, format('%s in a study that is %s', t.state, s.state) AS detail
    FROM trial t JOIN study s ON s.id = t.study_id
    WHERE t.study_id = $1 AND s.state IN ('complete', 'failed', 'cancelled') AND t.state IN ('waiting', 'running')`,

  checkpoints: `
    SELECT t.number AS trial, format('%s, and its checkpoint is still there', t.state) AS detail
    FROM trial t JOIN blob b ON b.id = 'checkpoint/' || t.study_id || '/' || t.number
    WHERE t.study_id = $1 AND (t.state IN ('failed', 'cancelled') OR
      t.state IN ('complete', 'pruned') AND NOT EXISTS (SELECT FROM trial WHERE study_id = $1 AND provenance ? 'member'))`,

  models: `
    SELECT t.number AS trial, format('%s, and its model is kept', t.state) AS detail
    FROM trial t JOIN study s ON s.id = t.study_id JOIN blob b ON b.id = 'model/' || t.study_id || '/' || t.number
    WHERE t.study_id = $1 AND (t.copy_of IS NULL OR t.state <> 'complete') AND t.number NOT IN (
      SELECT number FROM trial WHERE study_id = $1 AND state = 'complete' AND copy_of IS NULL
      ORDER BY rank_value, tie_value, number LIMIT (SELECT (spec->>'keepModels')::int FROM study WHERE id = $1))`,
} as const

type InvariantName = keyof typeof statements
export const invariantNames = Object.keys(statements) as InvariantName[]

/** Runs in the caller's transaction, which takes a snapshot. */
export async function findBroken(sql: Sql, studyId: string): Promise<BrokenInvariant[]> {
  const broken: BrokenInvariant[] = []
  for (const invariant of invariantNames) {
    // SQL: each looks for contradictions among all rows, and sends those alone
    const { rows } = await sql.query<Omit<BrokenInvariant, 'invariant'>>(statements[invariant], [
      studyId,
    ])
    broken.push(...rows.map((row) => ({ invariant, ...row })))
  }
  return broken
}
