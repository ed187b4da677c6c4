/**
 * Runs a transaction under the study's lock, and does slow computations outside it: the transaction says what it
 * needs, which is prepared without the lock, and runs again. Other requests never wait for a slow sampler.
 */
import { type Db, type Sql, studyTransaction } from '../../db/client.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { learnImprovement } from '../lifecycle/stop-reason.ts'
import { type PreparedSuggestions, prepareSuggestions } from './prepare-suggestions.ts'
import type { Suggester } from './suggester.ts'

/** Everything prepared so far. */
export interface Prepared {
  suggestions: PreparedSuggestions | null
  improvementAfter: number | null // ended trials when the expected improvement was known, see stop-reason.ts
}

export type Needed =
  | { suggestions: number; isRest: boolean } // isRest: some suggestions of the request were already made under the lock
  | { improvementAfter: number }

/** Result of an attempt; its changes are committed even if more is needed. */
export interface LockedResult {
  needed: Needed | null // to be prepared before the next attempt
}

/** Has PostgreSQL's code for "lock not available", so that callers retry. */
class StudyChanged extends Error {
  readonly code = '55P03'
}

const maxAttempts = 12

/**
 * @param attempt  runs in a transaction that locks the study; repeated after preparing what it needs
 * @returns     the first result that needs nothing
 * @throws StudyChanged if other clients kept adding trials, and no attempt made progress
 */
export async function prepareOutsideLock<Result extends LockedResult>(
  tools: { db: Db; suggester: Suggester },
  studyId: string,
  attempt: (sql: Sql, prepared: Prepared) => Promise<Result>,
): Promise<Result> {
  let prepared: Prepared = { suggestions: null, improvementAfter: null }
  let most = Number.POSITIVE_INFINITY // suggestions still needed
  for (let attempts = 0; attempts < maxAttempts; attempts++) {
    const result = await studyTransaction(tools.db, studyId, (sql) => attempt(sql, prepared))
    if (result.needed === null) return result
    if ('suggestions' in result.needed) {
      const { suggestions, isRest } = result.needed
      if (suggestions < most) attempts = 0
      most = Math.min(most, suggestions)
      // other clients were faster: try again under the lock, after they had their turn
      if (isRest && prepared.suggestions !== null) continue
    }
    prepared = await prepare(tools, studyId, { needed: result.needed, prepared })
  }
  throw new StudyChanged(`study ${studyId} changed faster than it could be prepared`)
}

function prepare(
  { db, suggester }: { db: Db; suggester: Suggester },
  studyId: string,
  { needed, prepared }: { needed: Needed; prepared: Prepared },
): Promise<Prepared> {
  return suggester.studyMutex.runExclusive(studyId, async () => {
    const study = await readStudy(db.pool, studyId)
    // the next attempt reports that it was deleted
    if (!study) return prepared
    if ('improvementAfter' in needed) {
      await learnImprovement(db.pool, suggester, study)
      return { ...prepared, improvementAfter: needed.improvementAfter }
    }
    const { suggestions: count } = needed
    const suggestions = await prepareSuggestions(db.pool, suggester, study, {
      count,
      waits: 'nobody',
    })
    return { ...prepared, suggestions }
  })
}
