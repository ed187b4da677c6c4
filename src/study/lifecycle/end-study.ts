/** Ends a study that has nothing left to do. The caller holds its lock and passes the current row. */

import type { Sql } from '../../db/client.ts'
import type { StopReason } from '../../db/rows.ts'
import { dropStudyCheckpoints } from '../../db/tables/blobs.ts'
import { setStudyState } from '../../db/tables/studies/change-study.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { cancelTrials } from '../../db/tables/trials/end-trials.ts'
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
  if (study.state !== 'running') return null
  const isStopped = await endIfStopped(sql, study, improvementAfter)
  if (typeof isStopped === 'object') return isStopped
  if (!isStopped) await endIfIdle(sql, study)
  return null
}

/**
 * Applies stop rules: no new suggestions, waiting trials are cancelled, running trials may finish.
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
  if (study.counts.running === 0) await end(sql, study, reason)
  return true
}

/** Ends the study if no trial is open and no more will be suggested. */
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

async function end(sql: Sql, { id, counts }: StudyRow, stopReason: StopReason): Promise<void> {
  // a search whose trials all failed is not a success
  const isFailed = counts.complete + counts.pruned === 0 && counts.failed > 0
  await setStudyState(sql, {
    studyId: id,
    from: ['running'],
    to: isFailed ? 'failed' : 'complete',
    stopReason: isFailed ? `${stopReason}, all trials failed` : stopReason,
  })
}
