/**
 * Looks at a study under its lock. What would take long is thought of without it, then the study is looked at again:
 * nobody waits for a sampler who wants something else of the study.
 */
import { type Db, type Sql, studyTransaction } from '../../db/client.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { learnImprovement } from '../lifecycle/stop-reason.ts'
import { type Thought, think } from './suggest.ts'
import type { Suggester } from './suggester.ts'

/** What was thought of since the last look. */
export interface Thoughts {
  suggestion: Thought | null
  improvementOf: number | null // ended trials after which the expected improvement is known, see stop.ts
}

export type Wanted =
  | { suggestions: number; isRest: boolean } // isRest: of more, of which some were made under the lock
  | { improvementOf: number }

/** What a look comes to; whatever it did is kept, also when something is wanted. */
export interface Look {
  wanted: Wanted | null // to be thought of, before the next look
}

/** Told with PostgreSQL's code for "lock not available": whoever is patient tries again. */
class Overtaken extends Error {
  readonly code = '55P03'
}

const mostLooks = 12

/**
 * @param look  in a transaction, which locks the study; again after what it wants was thought of
 * @returns     the first look that wants nothing
 * @throws Overtaken when others kept adding trials meanwhile, and this one came to none
 */
export async function lookAndThink<Seen extends Look>(
  tools: { db: Db; suggester: Suggester },
  studyId: string,
  look: (sql: Sql, thoughts: Thoughts) => Promise<Seen>,
): Promise<Seen> {
  let thoughts: Thoughts = { suggestion: null, improvementOf: null }
  let most = Number.POSITIVE_INFINITY // suggestions that are still wanted
  for (let looks = 0; looks < mostLooks; looks++) {
    const seen = await studyTransaction(tools.db, studyId, (sql) => look(sql, thoughts))
    if (seen.wanted === null) return seen
    if ('suggestions' in seen.wanted) {
      const { suggestions, isRest } = seen.wanted
      if (suggestions < most) looks = 0
      most = Math.min(most, suggestions)
      // others are faster: under the lock again, once they had their turn
      if (isRest && thoughts.suggestion !== null) continue
    }
    thoughts = await thinkOf(tools, studyId, { wanted: seen.wanted, thoughts })
  }
  throw new Overtaken(`study ${studyId} changed faster than it could be thought of`)
}

function thinkOf(
  { db, suggester }: { db: Db; suggester: Suggester },
  studyId: string,
  { wanted, thoughts }: { wanted: Wanted; thoughts: Thoughts },
): Promise<Thoughts> {
  return suggester.turns.take(studyId, async () => {
    const study = await readStudy(db.pool, studyId)
    // the next look finds that it is gone
    if (!study) return thoughts
    if ('improvementOf' in wanted) {
      await learnImprovement(db.pool, suggester, study)
      return { ...thoughts, improvementOf: wanted.improvementOf }
    }
    const { suggestions: count } = wanted
    const suggestion = await think(db.pool, suggester, study, { count, waits: 'nobody' })
    return { ...thoughts, suggestion }
  })
}
