/** A study's trials as the algorithms see them. */
import type { Sql } from '../db/client.ts'
import { readReports } from '../db/metrics.ts'
import { readHistory, type SomeTrials } from '../db/trials.ts'
import type { Params } from '../search/params.ts'
import type { Trial } from '../search/trial.ts'

export interface ReadTrial extends Trial {
  isFinal: boolean // it will never change again
}

/** By number; reports included, NaN where a report was not finite. Without `some`, all of them. */
export async function readTrials(
  sql: Sql,
  studyId: string,
  some: SomeTrials = { from: 0, numbers: [] },
): Promise<ReadTrial[]> {
  const reports = new Map<number, Map<number, number>>()
  for (const { number, step, value } of await readReports(sql, studyId, some)) {
    const ofTrial = reports.get(number) ?? new Map<number, number>()
    reports.set(number, ofTrial.set(step, value ?? Number.NaN))
  }
  const rows = await readHistory(sql, studyId, some)
  return rows.map((row) => ({
    number: row.number,
    state: row.state,
    params: row.params as Params,
    values: row.state === 'complete' ? row.values : null,
    reports: reports.get(row.number) ?? new Map(),
    isFinal: row.isFinal,
  }))
}
