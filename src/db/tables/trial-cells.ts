/** Counts the trials of a search by two of their parameters and by state. */
import type { ParamValue } from '../../search/space/params.ts'
import type { TrialState } from '../../search/trial.ts'
import type { Sql } from '../client.ts'
import { type Bind, numberParam, optionPlace } from './param-sql.ts'

/** Cells of a parameter: one for each option, or one more than the thresholds, which are ascending. */
export type Axis =
  | { parameter: string; options: readonly ParamValue[] }
  | { parameter: string; thresholds: readonly number[] }

export interface CellCount {
  state: TrialState
  x: number // index of the cell
  y: number
  count: number
}

/** Trials that lack a parameter, or have another option, are in no cell. */
export async function countByCell(
  sql: Sql,
  studyId: string,
  { x, y }: { x: Axis; y: Axis },
): Promise<CellCount[]> {
  const given: unknown[] = [studyId]
  const bind = (value: unknown) => `$${given.push(value)}`
  // SQL: counts in the database: a number comes for each cell, not every trial
  const { rows } = await sql.query<CellCount>(
    `SELECT state, x, y, count(*)::int AS count FROM (
       SELECT t.state, ${cellOf(x, bind)} AS x, ${cellOf(y, bind)} AS y
       FROM trial t WHERE t.study_id = $1 AND t.copy_of IS NULL) AS cells
     WHERE x IS NOT NULL AND y IS NOT NULL GROUP BY state, x, y`,
    given,
  )
  return rows
}

function cellOf(axis: Axis, bind: Bind): string {
  if ('options' in axis) return optionPlace(axis.parameter, axis.options, bind)
  return `width_bucket(${numberParam(axis.parameter, bind)}, ${bind(axis.thresholds)}::float8[])`
}
