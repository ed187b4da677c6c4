/** A study's trials as the algorithms see them. */

import { isDeepStrictEqual } from 'node:util'
import type { Sql } from '../../db/client.ts'
import { readChangesSince, type TrialChanges } from '../../db/tables/events.ts'
import { readReports } from '../../db/tables/metrics/reports.ts'
import { readHistory } from '../../db/tables/trials/history.ts'
import type { Params } from '../../search/space/params.ts'
import type { Trial } from '../../search/trial.ts'
import { createLruCache } from '../lru-cache.ts'

/** A study as it was when its newest event was `at`. Never changed: a later look makes another. */
interface Snapshot {
  at: TrialChanges['at']
  trials: readonly Trial[] // in the order of their numbers, which begin at 0 without gaps
}

/**
 * What was read before: only what has changed since is read again, however long the study is. Nothing depends on it:
 * a snapshot whose newest event is no longer there (it was rolled back) is not used.
 */
const snapshots = createLruCache<Snapshot>(() => 1, 50)

/** How many of a study's trials need not be read whole the next time. */
export function rememberedTrials(studyId: string): number {
  return snapshots.get(studyId)?.trials.length ?? 0
}

/** Oldest first; reports included, NaN where a report was not finite. The array is the caller's. */
export async function readTrials(sql: Sql, studyId: string): Promise<Trial[]> {
  const known = snapshots.get(studyId)
  const changes = await readChangesSince(sql, studyId, known?.at ?? null)
  const base = changes.isContinued ? (known?.trials ?? []) : []
  const open = base.filter(({ state }) => state === 'running').map(({ number }) => number)
  const stale = changes.isContinued ? [...new Set([...changes.numbers, ...open])] : null
  const trials = [...base]
  for (const trial of await readAnew(sql, studyId, stale)) {
    const before = base[trial.number]
    // samplers keep what they derived from a trial that is the same object
    if (!before || !isDeepStrictEqual(before, trial)) trials[trial.number] = trial
  }
  snapshots.set(studyId, { at: changes.at, trials })
  return [...trials]
}

/** @param numbers  of the trials, null for all */
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
    ...vectorsOf(byTrial.get(row.number)?.vectors),
    violations: row.violations,
    ...(row.auditedFrom === null ? {} : { auditedFrom: row.auditedFrom }),
  }))
}

/** Only where several objectives were reported. */
function vectorsOf(vectors: ReadonlyMap<number, number[]> | undefined): Pick<Trial, 'vectors'> {
  return vectors !== undefined && vectors.size > 0 ? { vectors } : {}
}
