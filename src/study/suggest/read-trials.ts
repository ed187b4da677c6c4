/** Reads a study's trials in the form that algorithms use. */

import { isDeepStrictEqual } from 'node:util'
import type { Sql } from '../../db/client.ts'
import { readChangesSince, type TrialChanges } from '../../db/tables/events.ts'
import { readReports } from '../../db/tables/metrics/reports.ts'
import { type HistoryRow, readHistory } from '../../db/tables/trials/history.ts'
import { findSchedule, ScheduleSpec } from '../../engine/spec.ts'
import type { Params } from '../../search/space/params.ts'
import type { Trial } from '../../search/trial.ts'
import { createLruCache } from '../lru-cache.ts'

/** Immutable snapshot of a study at the event `at`. */
interface Snapshot {
  at: TrialChanges['at']
  trials: readonly Trial[] // at their numbers; sparse where copies took the numbers
}

/**
 * Cached snapshots, so that only changed trials are read again, however large the study is. A snapshot whose newest
 * event no longer exists (it was rolled back) is not used.
 */
const snapshots = createLruCache<Snapshot>(() => 1, 50)

/** Number of cached trials of a study, which need not be read again. */
export function rememberedTrials(studyId: string): number {
  return snapshots.get(studyId)?.trials.length ?? 0
}

/** The search's trials, oldest first, with reports (NaN if not finite). The caller owns the array. */
export async function readTrials(sql: Sql, studyId: string): Promise<Trial[]> {
  const known = snapshots.get(studyId)
  const changes = await readChangesSince(sql, studyId, known?.at ?? null)
  const base = changes.isContinued ? (known?.trials ?? []) : []
  const open = base.filter(({ state }) => state === 'running').map(({ number }) => number)
  const stale = changes.isContinued ? [...new Set([...changes.numbers, ...open])] : null
  const trials = base.slice()
  for (const trial of await readAnew(sql, studyId, stale)) {
    const before = base[trial.number]
    // unchanged trials stay the same objects, for which samplers cache derived data
    if (!before || !isDeepStrictEqual(before, trial)) trials[trial.number] = trial
  }
  snapshots.set(studyId, { at: changes.at, trials })
  // filter skips the numbers of copies
  return trials.filter(() => true)
}

/** @param numbers  trials to read, null: all */
async function readAnew(sql: Sql, studyId: string, numbers: number[] | null): Promise<Trial[]> {
  if (numbers?.length === 0) return []
  const rows = await readHistory(sql, studyId, numbers)
  const reports = await readReports(sql, studyId, numbers)
  const byTrial = new Map<
    number,
    { reports: Map<number, number>; vectors: Map<number, number[]> }
  >()
  for (const { number, step, value, values } of reports) {
    const ofTrial = byTrial.get(number) ?? { reports: new Map(), vectors: new Map() }
    byTrial.set(number, ofTrial)
    ofTrial.reports.set(step, value ?? Number.NaN)
    if (values) ofTrial.vectors.set(step, values)
  }
  return rows.map((row) => ({
    number: row.number,
    state: row.state,
    params: row.params as Params,
    values: row.state === 'complete' ? row.values : null,
    reports: byTrial.get(row.number)?.reports ?? new Map(),
    ...toVectors(byTrial.get(row.number)?.vectors),
    violations: row.violations,
    ...toSchedule(row),
    ...(row.auditedFrom === null ? {} : { auditedFrom: row.auditedFrom }),
  }))
}

/** Only of a training whose values are not comparable from its first epoch on. */
function toSchedule({ schedule, epochs }: HistoryRow): Pick<Trial, 'schedule'> {
  if (schedule === null || typeof epochs !== 'number') return {}
  const { success, data } = ScheduleSpec.safeParse(schedule)
  if (!success) return {} // of an external study, whose specification may mean anything
  const settledFrom = findSchedule(data).settledFrom(data, epochs)
  return settledFrom > 1 ? { schedule: { kind: `${data.type}/${epochs}`, settledFrom } } : {}
}

/** Only if several objectives were reported. */
function toVectors(vectors: ReadonlyMap<number, number[]> | undefined): Pick<Trial, 'vectors'> {
  return vectors !== undefined && vectors.size > 0 ? { vectors } : {}
}
