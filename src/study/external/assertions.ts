/** What a client may say of a study and its trials, and what it may not. */
import type { ToldTrial } from '../../db/tables/external-trials.ts'
import type { StudyRow } from '../../db/tables/studies.ts'
import { Problem } from '../../errors.ts'

/** @throws Problem study-not-found, wrong-state: workers train it */
export function assertExternal<S extends Pick<StudyRow, 'datasetId'>>(
  study: S | null | undefined,
  studyId: string,
): asserts study is S {
  if (!study) throw new Problem('study-not-found', `No study ${studyId}.`)
  if (study.datasetId === null) return
  throw new Problem(
    'wrong-state',
    'Workers train this study: only an external study is asked and told.',
  )
}

/** @throws Problem trial-not-found */
export function found(trial: ToldTrial | undefined, studyId: string, number: number): ToldTrial {
  if (trial) return trial
  throw new Problem('trial-not-found', `Study ${studyId} has no trial ${number}.`)
}

/**
 * Does the trial run, and for this client?
 *
 * @param clientId  undefined: whoever tells it
 * @throws Problem wrong-state
 */
export function assertRunning(trial: ToldTrial, clientId: string | undefined): void {
  const { number, state, owner } = trial
  if (state !== 'running') {
    throw new Problem('wrong-state', `Trial ${number} is ${state}, not running.`)
  }
  if (clientId === undefined || clientId === owner) return
  const detail = `Trial ${number} was given to another client after ${clientId} had been silent.`
  throw new Problem('wrong-state', detail)
}
