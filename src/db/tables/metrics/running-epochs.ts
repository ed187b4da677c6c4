/** New epochs of the running trials of a study, for clients that follow it. */
import type { Sql } from '../../client.ts'

/** How far a trial is known: claims have fencing numbers, and a new claim may repeat epochs. */
export interface KnownEpochs {
  number: number
  fencing: number
  step: number // newest known
}

export interface RunningEpochs {
  number: number
  copyOf: number | null // of a finalist or refit
  fencing: number
  planned: number | null // epochs; null for an external study
  steps: number[] | null // ascending, after the known one; null: none
  values: (number | null)[] | null // of the first objective; null: not finite
}

/**
 * All running trials, copies included, by number.
 *
 * @param pointsEach  maximum number of epochs of each trial, evenly spaced, including the newest
 */
export async function readRunningEpochs(
  sql: Sql,
  studyId: string,
  { known, pointsEach }: { known: readonly KnownEpochs[]; pointsEach: number },
): Promise<RunningEpochs[]> {
  // SQL: the new epochs of many trials in one statement, by the index of open trials
  const { rows } = await sql.query<RunningEpochs>({
    name: 'running epochs',
    text: `SELECT t.number, t.copy_of AS "copyOf", t.fencing::int AS fencing,
       CASE WHEN s.dataset_id IS NOT NULL THEN (t.spec->>'epochs')::int END AS planned, e.steps, e.values
     FROM trial t JOIN study s ON s.id = t.study_id
     LEFT JOIN unnest($2::int[], $3::bigint[], $4::int[]) AS k(number, fencing, step)
       ON k.number = t.number AND k.fencing = t.fencing
     CROSS JOIN LATERAL (
       SELECT array_agg(step ORDER BY step) AS steps, array_agg(value ORDER BY step) AS values
       FROM (SELECT e.step, e.value, row_number() OVER (ORDER BY e.step DESC) - 1 AS place,
               (count(*) OVER () + $5 - 1) / $5 AS stride
             FROM epoch_metric e
             WHERE e.study_id = t.study_id AND e.number = t.number AND e.step > coalesce(k.step, 0)) AS fresh
       WHERE place % stride = 0) AS e
     WHERE t.study_id = $1 AND t.state = 'running' ORDER BY t.number`,
    values: [
      studyId,
      known.map(({ number }) => number),
      known.map(({ fencing }) => fencing),
      known.map(({ step }) => step),
      pointsEach,
    ],
  })
  return rows
}
