/** Ends trials that workers train: stores results and models, and continues the search. */

import { type Db, type Sql, transaction } from '../../db/client.ts'
import {
  dropCheckpoints,
  dropOtherModels,
  dropSpentCheckpoints,
  putHeldOut,
  putModel,
} from '../../db/tables/blobs.ts'
import { lockStudyRow } from '../../db/tables/studies/study-row.ts'
import { endTrials, type TrialEnd } from '../../db/tables/trials/end-trials.ts'
import type { Lease } from '../../db/tables/trials/leases.ts'
import { readBestNumbers } from '../../db/tables/trials/ranking.ts'
import type { Queues } from '../../queue.ts'
import type { Direction } from '../../search/compare/direction.ts'

/**
 * Rank value: ascending is best first in either direction; trials that violate a constraint come last.
 *
 * @param violations  one per outcome constraint; above 0, it is violated
 */
export function computeRankValue(
  value: number,
  direction: Direction,
  violations: readonly number[] = [],
): number {
  if (violations.some((violation) => violation > 0)) return Number.POSITIVE_INFINITY
  return direction === 'minimize' ? value : -value
}

export interface FinishedTrial {
  lease: Lease
  end: TrialEnd
  durationMs: number
  execution: string | null
  peakBytes: number | null
  model?: Buffer
  heldOut?: Buffer // see HeldOut, of a finalist
  keepModels: number
  isCopy: boolean // of a search's trial: its model is kept whatever its rank
  isInherited: boolean // keep its checkpoint while other trials may continue from it
}

/**
 * Ends trials under their leases in one transaction. Checkpoints are deleted; models are kept for the best
 * `keepModels` trials and for copies. Trials whose leases are lost are left unchanged.
 */
export async function finishTrials(
  db: Db,
  queues: Queues,
  results: readonly FinishedTrial[],
): Promise<void> {
  const studies = [...new Set(results.map(({ lease }) => lease.studyId))].sort()
  const changed = await transaction(db.pool, async (sql) => {
    const written: FinishedTrial[] = []
    for (const studyId of studies) {
      await lockStudyRow(sql, studyId)
      const own = results.filter(({ lease }) => lease.studyId === studyId)
      const held = new Set(
        await endTrials(
          sql,
          studyId,
          own.map(({ lease, end, durationMs, execution, peakBytes }) => ({
            ...lease,
            end,
            durationMs,
            execution,
            peakBytes,
          })),
        ),
      )
      const ended = own.filter(({ lease }) => held.has(lease.number))
      const spent = ended.filter(({ isInherited }) => !isInherited)
      await dropCheckpoints(
        sql,
        spent.map(({ lease }) => lease),
      )
      if (spent.length < ended.length) await dropSpentCheckpoints(sql, studyId)
      await keepModels(sql, studyId, ended)
      written.push(...ended)
    }
    return new Set(written.map(({ lease }) => lease.studyId))
  })
  await Promise.all([...changed].map((studyId) => queues.addSearch(studyId)))
}

/** Keeps the models of the search's best complete trials, and of all copies. */
async function keepModels(
  sql: Sql,
  studyId: string,
  ended: readonly FinishedTrial[],
): Promise<void> {
  const withModel = ended.filter(({ model }) => model !== undefined)
  if (withModel.length === 0) return
  const best = new Set(await readBestNumbers(sql, studyId, withModel[0]!.keepModels))
  const kept = withModel.filter(({ lease, isCopy }) => isCopy || best.has(lease.number))
  for (const { lease, model, heldOut } of kept) {
    await putModel(sql, lease, model!)
    if (heldOut) await putHeldOut(sql, lease, heldOut)
  }
  if (kept.length > 0) await dropOtherModels(sql, studyId, withModel[0]!.keepModels)
}
