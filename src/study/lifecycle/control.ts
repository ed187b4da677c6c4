/** User actions on a whole study: pause, resume, cancel, change. */

import type { z } from 'zod'
import { type Db, type Sql, studyTransaction } from '../../db/client.ts'
import type { StudyState } from '../../db/rows.ts'
import { dropHeldOut, dropStudyCheckpoints } from '../../db/tables/blobs.ts'
import {
  reopenStudy,
  type StudyChanges,
  setStudyState,
  updateStudy,
} from '../../db/tables/studies/change-study.ts'
import { lockStudy, rereadStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { cancelTrials } from '../../db/tables/trials/end-trials.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import { stoppingFaults } from '../check/stopping-faults.ts'
import { moveSearchEnd } from '../finalists/search-end.ts'
import { loadStudy } from '../load-study.ts'
import type { Budget } from '../posted-study.ts'
import { requireKept } from '../require.ts'
import { storedSpec } from '../study-spec.ts'
import { findStopReason } from './stop-reason.ts'

/** Current epochs finish, checkpoints are kept, and no new trials start. */
export async function pauseStudy(db: Db, studyId: string): Promise<void> {
  await change(db, studyId, ['running'], 'paused')
}

export async function resumeStudy(db: Db, queues: Queues, studyId: string): Promise<void> {
  await change(db, studyId, ['paused'], 'running')
  await queues.addSearch(studyId)
}

/** Ends the study and its open trials at once; trainers notice within an epoch. */
export async function cancelStudy(db: Db, studyId: string): Promise<void> {
  await studyTransaction(db, studyId, async (sql) => {
    const study = requireKept(await lockStudy(sql, studyId), studyId)
    await cancelTrials(sql, {
      studyId,
      numbers: null,
      states: ['waiting', 'running'],
      reason: 'study cancelled',
    })
    const isChanged = await setStudyState(sql, {
      studyId,
      from: ['running', 'paused'],
      to: 'cancelled',
      stopReason: 'cancelled',
    })
    if (!isChanged) refuse(study, ['running', 'paused'], 'cancelled')
    await dropStudyCheckpoints(sql, studyId)
    await dropHeldOut(sql, studyId)
  })
}

/** Undefined fields are left unchanged. */
export type StudyPatch = Omit<StudyChanges, 'budget'> & {
  budget?: z.infer<typeof Budget> | undefined
}

/** A larger budget resumes a study that had used it up. */
export async function patchStudy(
  db: Db,
  queues: Queues,
  studyId: string,
  patch: StudyPatch,
): Promise<void> {
  await studyTransaction(db, studyId, async (sql) => {
    const study = requireKept(await lockStudy(sql, studyId), studyId)
    checkParallelism(study, patch.parallelism)
    if (patch.budget) {
      assertSearchGoesOn(study)
      await checkBudget(sql, study, patch.budget)
    }
    await updateStudy(sql, studyId, patch)
    if (patch.budget) {
      await runAgain(sql, await moveSearchEnd(sql, await rereadStudy(sql, studyId)))
    }
  })
  await queues.addSearch(studyId)
}

/** While finalists are trained, a larger budget could not resume the search, and another one would be for nothing. */
function assertSearchGoesOn({ phase }: StudyRow): void {
  if (phase === 'search' || phase === 'done') return
  const detail = `The search has ended and its ${phase === 'refit' ? 'refit is' : 'finalists are'} being trained: change the budget when the study has ended.`
  throw new Problem('wrong-state', detail)
}

/** Reopens a study that its budget had ended, if the new budget leaves something to do. */
async function runAgain(sql: Sql, study: StudyRow): Promise<void> {
  if (study.maxTrials !== null && study.searchCount >= study.maxTrials) return
  // an unknown improvement may leave something to do
  if (typeof (await findStopReason(sql, study, null)) === 'string') return
  await reopenStudy(sql, study.id)
}

/**
 * In an ordered study, trial n is suggested from trials up to n - parallelism, so another parallelism would change the
 * search.
 */
function checkParallelism(study: StudyRow, changed: number | undefined): void {
  const { ordered } = storedSpec(study)
  if (!ordered || changed === undefined || changed === (study.parallelism ?? 1)) return
  const detail = 'cannot change in an ordered study: it determines which results each trial sees'
  const faults = [{ pointer: '/parallelism', detail }]
  throw new Problem('invalid-study', 'The parallelism cannot change.', faults)
}

async function checkBudget(
  sql: Sql,
  study: StudyRow,
  changed: NonNullable<StudyPatch['budget']>,
): Promise<void> {
  const { spec, space } = await loadStudy(sql, study)
  const faults = stoppingFaults({ ...spec, budget: { ...spec.budget, ...changed } }, space)
  if (faults.length > 0) throw new Problem('invalid-study', 'The budget does not fit.', faults)
}

async function change(db: Db, studyId: string, from: StudyState[], to: StudyState): Promise<void> {
  await studyTransaction(db, studyId, async (sql) => {
    const study = requireKept(await lockStudy(sql, studyId), studyId)
    if (!(await setStudyState(sql, { studyId, from, to }))) refuse(study, from, to)
  })
}

/** Changing to the current state is allowed, so that repeated calls succeed. */
function refuse(study: StudyRow, from: StudyState[], to: StudyState): void {
  if (study.state === to) return
  throw new Problem('wrong-state', `The study is ${study.state}; it must be ${from.join(' or ')}.`)
}
