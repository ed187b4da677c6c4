/**
 * Looks at a study under its lock. What would take long is prepared without it, then the study is looked at again:
 * nobody waits for a sampler who wants something else of the study.
 */
import { type Db, type Sql, studyTransaction } from '../../db/client.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { learnImprovement } from '../lifecycle/stop-reason.ts'
import { type PreparedSuggestions, prepareSuggestions } from './prepare-suggestions.ts'
import type { Suggester } from './suggester.ts'

/** What was prepared since the last look. */
export interface Prepared {
  suggestions: PreparedSuggestions | null
  improvementAfter: number | null // ended trials after which the expected improvement is known, see stop.ts
}

export type Needed =
  | { suggestions: number; isRest: boolean } // isRest: of more, of which some were made under the lock
  | { improvementAfter: number }

/** What a look comes to; whatever it did is kept, also when something is needed. */
export interface LockedResult {
  needed: Needed | null // to be prepared, before the next look
}

/** Told with PostgreSQL's code for "lock not available": whoever is patient tries again. */
class StudyChanged extends Error {
  readonly code = '55P03'
}

const maxAttempts = 12

/**
 * @param attempt  in a transaction, which locks the study; again after what it wants was prepared
 * @returns     the first look that wants nothing
 * @throws StudyChanged when other clients keep adding trials meanwhile, and this one came to none
 */
export async function prepareOutsideLock<Result extends LockedResult>(
  tools: { db: Db; suggester: Suggester },
  studyId: string,
  attempt: (sql: Sql, prepared: Prepared) => Promise<Result>,
): Promise<Result> {
  let prepared: Prepared = { suggestions: null, improvementAfter: null }
  let most = Number.POSITIVE_INFINITY // suggestions that are still needed
  for (let attempts = 0; attempts < maxAttempts; attempts++) {
    const result = await studyTransaction(tools.db, studyId, (sql) => attempt(sql, prepared))
    if (result.needed === null) return result
    if ('suggestions' in result.needed) {
      const { suggestions, isRest } = result.needed
      if (suggestions < most) attempts = 0
      most = Math.min(most, suggestions)
      // others are faster: under the lock again, once they had their turn
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
    // the next look finds that it is gone
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
