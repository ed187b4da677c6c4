/** Training speed by group size: measured by trainers, used to size the next groups. */
import type { Sql } from '../client.ts'

/** Class → lanes → microseconds per step and lane. */
export type LaneRates = ReadonlyMap<string, ReadonlyMap<number, number>>

/** A group that has been trained. */
export interface MeasuredGroup {
  laneClass: string
  execution: 'graph' | 'xla'
  lanes: number
  usPerStep: number // microseconds per step and lane
}

/** Weight of the latest measurement, because machines are noisy. */
const latestWeight = 0.3

/** Older measurements are ignored, because drivers and load change. */
const keptDays = 30

export async function writeLaneRate(
  sql: Sql,
  hardware: string,
  { laneClass, execution, lanes, usPerStep }: MeasuredGroup,
): Promise<void> {
  // SQL: the mean moves in the row itself, so that workers that write at once lose nothing
  await sql.query(
    `INSERT INTO lane_rate (hardware, lane_class, execution, lanes, us_per_step) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (hardware, lane_class, execution, lanes) DO UPDATE SET
       us_per_step = lane_rate.us_per_step + $6 * (excluded.us_per_step - lane_rate.us_per_step),
       groups = lane_rate.groups + 1, measured_at = now()`,
    [hardware, laneClass, execution, lanes, usPerStep, latestWeight],
  )
}

/** The newest first. */
export async function measuredGroups(sql: Sql, hardware: string): Promise<MeasuredGroup[]> {
  // SQL: read in the transaction of the study's lock, by the server's clock
  const { rows } = await sql.query<MeasuredGroup>(
    `SELECT lane_class AS "laneClass", execution, lanes, us_per_step AS "usPerStep" FROM lane_rate
     WHERE hardware = $1 AND measured_at > now() - $2 * interval '1 day' ORDER BY measured_at DESC, execution`,
    [hardware, keptDays],
  )
  return rows
}

/** Of each class as its last group was executed: rates of graphs and of XLA are not compared with each other. */
export async function laneRates(sql: Sql, hardware: string): Promise<LaneRates> {
  const executions = new Map<string, string>()
  const rates = new Map<string, Map<number, number>>()
  for (const { laneClass, execution, lanes, usPerStep } of await measuredGroups(sql, hardware)) {
    if (!executions.has(laneClass)) executions.set(laneClass, execution)
    if (executions.get(laneClass) !== execution) continue
    const ofClass = rates.get(laneClass) ?? new Map<number, number>()
    rates.set(laneClass, ofClass.set(lanes, usPerStep))
  }
  return rates
}

/** A rate with what it was measured from. */
export interface ShownRate extends MeasuredGroup {
  hardware: string
  groups: number
  measuredAt: Date
}

/** The rates of some hardware, the newest first. */
export async function listLaneRates(
  sql: Sql,
  hardware: readonly string[],
  most: number,
): Promise<ShownRate[]> {
  // SQL: the newest of each hardware, by window function
  const { rows } = await sql.query<ShownRate>(
    `SELECT hardware, lane_class AS "laneClass", execution, lanes, us_per_step AS "usPerStep", groups, measured_at AS "measuredAt"
     FROM (SELECT *, row_number() OVER (PARTITION BY hardware ORDER BY measured_at DESC) AS place
           FROM lane_rate WHERE hardware = ANY($1)) AS newest
     WHERE place <= $2 ORDER BY hardware, lane_class, execution, lanes`,
    [hardware, most],
  )
  return rows
}
