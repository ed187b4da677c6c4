/** Preconditions of external studies and their trials. */

import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import type { ExternalTrial } from '../../db/tables/trials/external-trials.ts'
import { Problem } from '../../errors.ts'
import { requireStudy } from '../require.ts'

/** @throws Problem study-not-found; wrong-state if workers train the study */
export function requireExternal<Study extends Pick<StudyRow, 'datasetId'>>(
  found: Study | null | undefined,
  studyId: string,
): Study {
  const study = requireStudy(found, studyId)
  if (study.datasetId === null) return study
  throw new Problem(
    'wrong-state',
    'This study is trained by workers; only external studies (without a dataset) can do this.',
  )
}

/**
 * Requires that the trial is running, and held by this client.
 *
 * @param clientId  undefined: any client
 * @throws Problem wrong-state
 */
export function assertRunning(trial: ExternalTrial, clientId: string | undefined): void {
  const { number, state, owner } = trial
  if (state !== 'running') {
    throw new Problem('wrong-state', `Trial ${number} is ${state}, not running.`)
  }
  if (clientId === undefined || clientId === owner) return
  const detail = `The lease of ${clientId} on trial ${number} has expired, and another client now holds the trial.`
  throw new Problem('wrong-state', detail)
}
