/**
 * Ends a search that has nothing left to do, and the study with it unless finalists or a refit follow. The caller holds
 * the study's lock and passes its current row.
 */

import type { Sql } from '../../db/client.ts'
import type { StopReason } from '../../db/rows.ts'
import { dropStudyCheckpoints } from '../../db/tables/blobs.ts'
import { setStudyState } from '../../db/tables/studies/change-study.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { cancelTrials } from '../../db/tables/trials/end-trials.ts'
import { beginRound } from '../finalists/begin-round.ts'
import { searchEnd } from '../finalists/search-end.ts'
import { storedSpec } from '../study-spec.ts'
import { graceSeconds } from './grace.ts'
import { findStopReason, type ImprovementNeeded } from './stop-reason.ts'

/**
 * After a trial has ended: ends the study if that was the last one.
 *
 * @param improvementAfter  see stop-reason.ts
 * @returns  the improvement that is needed to decide, or null
 */
export async function endIfDone(
  sql: Sql,
  study: StudyRow,
  improvementAfter: number | null,
): Promise<ImprovementNeeded | null> {
  if (study.state !== 'running' || study.phase !== 'search') return null
  const isStopped = await endIfStopped(sql, study, improvementAfter)
  if (typeof isStopped === 'object') return isStopped
  if (!isStopped) await endIfIdle(sql, study)
  return null
}

/**
 * Applies stop rules: no new suggestions, waiting trials are cancelled. Workers end running trials at their best epoch
 * when time or the target is reached (see `RenewedLease`), and let them finish otherwise. A trial whose epoch is not over
 * well after the time is cancelled, so that the study ends.
 *
 * @returns true: the study has ended, or will when its last trial ends
 */
export async function endIfStopped(
  sql: Sql,
  study: StudyRow,
  improvementAfter: number | null,
): Promise<boolean | ImprovementNeeded> {
  const reason = await findStopReason(sql, study, improvementAfter)
  if (reason === null) return false
  if (typeof reason === 'object') return reason
  await cancelTrials(sql, { studyId: study.id, numbers: null, states: ['waiting'], reason })
  const late = isOverdue(study)
    ? await cancelTrials(sql, {
        studyId: study.id,
        numbers: null,
        states: ['running'],
        reason: `${reason}: its epoch was not over in time`,
      })
    : []
  if (study.counts.running - late.length === 0) await end(sql, study, reason)
  return true
}

/** Clients decide for themselves how their trials end. */
function isOverdue(study: StudyRow): boolean {
  const mostSeconds = searchEnd(study)
  if (study.datasetId === null || mostSeconds === null) return false
  return study.activeSeconds >= mostSeconds + graceSeconds(mostSeconds)
}

/** Ends the search if no trial is open and no more will be suggested. */
export async function endIfIdle(sql: Sql, study: StudyRow): Promise<void> {
  if (study.counts.waiting + study.counts.running > 0) return
  if (study.maxTrials !== null && study.searchCount >= study.maxTrials) {
    await end(sql, study, 'budget.trials')
  } else if (study.isExhausted) {
    await end(sql, study, 'exhausted')
    // no future trial can continue from one of these checkpoints
    await dropStudyCheckpoints(sql, study.id)
  }
}

async function end(sql: Sql, study: StudyRow, stopReason: StopReason): Promise<void> {
  const { id, counts } = study
  const { finalists = null, refit = finalists !== null, ensemble = null } = storedSpec(study)
  if (finalists !== null || refit) {
    if (await beginRound(sql, study, { finalists, refit, ensemble, stopReason })) return
  }
  // a search whose trials all failed is not a success
  const isFailed = counts.complete + counts.pruned === 0 && counts.failed > 0
  await setStudyState(sql, {
    studyId: id,
    from: ['running'],
    to: isFailed ? 'failed' : 'complete',
    stopReason: isFailed ? `${stopReason}, all trials failed` : stopReason,
  })
}
