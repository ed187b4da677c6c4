/** Ends a study for which nothing is left to do. The caller holds its lock and gives its row as it is now. */

import type { Sql } from '../../db/client.ts'
import type { StopReason } from '../../db/rows.ts'
import { dropStudyCheckpoints } from '../../db/tables/blobs.ts'
import { setStudyState } from '../../db/tables/studies/change-study.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { cancelTrials } from '../../db/tables/trials/end-trials.ts'
import { findStopReason, type ImprovementNeeded } from './stop-reason.ts'

/**
 * After a trial has ended: ends the study when that was the last of it.
 *
 * @param improvementAfter  see stop.ts
 * @returns  what must be known to say so, null when nothing is missing
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
 * Stop rules: no new suggestions, what waits is cancelled, what runs may end.
 *
 * @returns true: the study has ended, or will when its last trial does
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

/** Ends the study when nothing is open and nothing more will be suggested. */
export async function endIfIdle(sql: Sql, study: StudyRow): Promise<void> {
  if (study.counts.waiting + study.counts.running > 0) return
  if (study.maxTrials !== null && study.nextNumber >= study.maxTrials) {
    await end(sql, study, 'budget.trials')
  } else if (study.isExhausted) {
    await end(sql, study, 'exhausted')
    // nothing more will be suggested that could go on from one of them
    await dropStudyCheckpoints(sql, study.id)
  }
}

async function end(sql: Sql, { id, counts }: StudyRow, stopReason: StopReason): Promise<void> {
  // a search in which nothing could be trained is no success
  const isFailed = counts.complete + counts.pruned === 0 && counts.failed > 0
  await setStudyState(sql, {
    studyId: id,
    from: ['running'],
    to: isFailed ? 'failed' : 'complete',
    stopReason: isFailed ? `${stopReason}, all trials failed` : stopReason,
  })
}
