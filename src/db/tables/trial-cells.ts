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

/** Trials that lack a parameter, have another option, or are in none of the states, are in no cell. */
export async function countByCell(
  sql: Sql,
  studyId: string,
  { x, y, states }: { x: Axis; y: Axis; states: readonly TrialState[] },
): Promise<CellCount[]> {
  const given: unknown[] = [studyId]
  const bind = (value: unknown) => `$${given.push(value)}`
  const [width, height] = [cellsOf(x), cellsOf(y)]
  const state = `array_position(${bind(states)}::text[], t.state) - 1`
  const cell = `((${state}) * ${height} + ${cellOf(y, bind)}) * ${width} + ${cellOf(x, bind)}`
  // SQL: a few bytes for each trial, which PostgreSQL reads with several processes; it groups by expressions with one
  const { rows } = await sql.query<{ cells: Buffer | null }>(
    `SELECT string_agg(int4send((${cell})::int), ''::bytea) AS cells
     FROM trial t WHERE t.study_id = $1 AND t.copy_of IS NULL`,
    given,
  )
  const cells = rows[0]?.cells ?? Buffer.alloc(0)
  const counts = new Uint32Array(states.length * height * width)
  for (let at = 0; at < cells.length; at += 4) {
    const index = cells.readInt32BE(at)
    counts[index] = (counts[index] as number) + 1
  }
  return [...counts.keys()].flatMap((index) => {
    const count = counts[index] as number
    if (count === 0) return []
    const row = Math.floor(index / width)
    return {
      state: states[Math.floor(row / height)] as TrialState,
      x: index % width,
      y: row % height,
      count,
    }
  })
}

function cellsOf(axis: Axis): number {
  return 'options' in axis ? axis.options.length : axis.thresholds.length + 1
}

function cellOf(axis: Axis, bind: Bind): string {
  if ('options' in axis) return optionPlace(axis.parameter, axis.options, bind)
  return `width_bucket(${numberParam(axis.parameter, bind)}, ${bind(axis.thresholds)}::float8[])`
}
