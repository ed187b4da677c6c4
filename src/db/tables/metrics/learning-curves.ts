/** Reports of several trials, for plots of learning curves. */
import type { Spread } from '../../../search/analysis/spread.ts'
import type { Sql } from '../../client.ts'

/** Which reported number to read: the value of an objective, or a training metric. */
export type Reported = { objective: number } | { part: 'train' | 'validation'; name: string }

export interface LearningCurve {
  number: number
  steps: Int32Array // ascending
  values: Float64Array // NaN: not finite, or not reported
}

/** @param pointsEach  maximum number of points per trial, evenly spaced, including the last */
export async function readCurves(
  sql: Sql,
  studyId: string,
  {
    numbers,
    reported,
    pointsEach,
  }: {
    numbers: readonly number[]
    reported: Reported
    pointsEach: number
  },
): Promise<LearningCurve[]> {
  // SQL: thins the curves in the database and sends them as bytes
  const { rows } = await sql.query<{ number: number; bytes: Buffer }>(
    `SELECT number, string_agg(int4send(step) || float8send(coalesce(value, 'NaN')), ''::bytea ORDER BY step) AS bytes
     FROM (SELECT number, step, ${valueExpression(reported)} AS value,
             row_number() OVER (PARTITION BY number ORDER BY step DESC) - 1 AS place,
             (count(*) OVER (PARTITION BY number) + $3 - 1) / $3 AS stride
           FROM epoch_metric WHERE study_id = $1 AND number = ANY($2)) AS reports
     WHERE place % stride = 0 GROUP BY number ORDER BY number`,
    [studyId, numbers, pointsEach, ...boundBy(reported)],
  )
  return rows.map(({ number, bytes }) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = bytes.length / 12
    return {
      number,
      steps: Int32Array.from({ length }, (_, i) => view.getInt32(12 * i)),
      values: Float64Array.from({ length }, (_, i) => view.getFloat64(12 * i + 4)),
    }
  })
}

/** Quantiles of the reports by training progress, using the last report of each trial in each range of steps. */
export interface BandPoint extends Spread {
  step: number // last step of the range
  trials: number
}

export async function readBand(
  sql: Sql,
  studyId: string,
  {
    numbers,
    reported,
    points,
  }: {
    numbers: readonly number[]
    reported: Reported
    points: number
  },
): Promise<BandPoint[]> {
  // SQL: percentiles in the database: five numbers come for each step, not every trial
  const { rows } = await sql.query<{ step: number; trials: number; spread: number[] }>(
    `WITH size AS (
       SELECT greatest(1, (coalesce(max(last_step), 1) + $3 - 1) / $3) AS run
       FROM trial WHERE study_id = $1 AND number = ANY($2)),
     reports AS (
       SELECT DISTINCT ON (number, place) number, (step - 1) / run AS place, ${valueExpression(reported)} AS value
       FROM epoch_metric, size WHERE study_id = $1 AND number = ANY($2) AND step > 0
       ORDER BY number, place, step DESC)
     SELECT ((place + 1) * run)::int AS step, count(value)::int AS trials,
       percentile_cont(ARRAY[0.1, 0.25, 0.5, 0.75, 0.9]) WITHIN GROUP (ORDER BY value) AS spread
     FROM reports, size GROUP BY place, run HAVING count(value) > 0 ORDER BY place`,
    [studyId, numbers, points, ...boundBy(reported)],
  )
  return rows.map(({ step, trials, spread }) => {
    const [low = 0, lower = 0, median = 0, upper = 0, high = 0] = spread
    return { step, trials, low, lower, median, upper, high }
  })
}

function valueExpression(reported: Reported): string {
  // the values of the other objectives are stored if all were reported
  if ('objective' in reported) {
    return reported.objective === 0 ? 'value' : `values[${reported.objective + 1}]`
  }
  const { part, name } = reported
  return name === 'loss'
    ? // the name is bound in any case, because every parameter must be used
      `CASE WHEN $4::text = 'loss' THEN ${part}_loss END`
    : `CASE WHEN jsonb_typeof(${part} -> $4::text) = 'number' THEN (${part} -> $4::text)::float8 END`
}

/** Parameters of the expression, after the three that every query has. */
function boundBy(reported: Reported): string[] {
  return 'objective' in reported ? [] : [reported.name]
}

/** When the given trials ended, in seconds from the creation of their study. */
export async function readEndSeconds(
  sql: Sql,
  studyId: string,
  numbers: readonly number[],
): Promise<Map<number, number>> {
  // SQL: the difference of two times, by the database
  const { rows } = await sql.query<{ number: number; seconds: number }>(
    `SELECT t.number, extract(epoch FROM t.ended_at - s.created_at)::float8 AS seconds
     FROM trial t JOIN study s ON s.id = t.study_id
     WHERE t.study_id = $1 AND t.number = ANY($2) AND t.ended_at IS NOT NULL`,
    [studyId, numbers],
  )
  return new Map(rows.map(({ number, seconds }) => [number, seconds]))
}
