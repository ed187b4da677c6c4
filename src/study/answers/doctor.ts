/**
 * Checks that the stored data of a study is consistent: rows, counters, events, leaderboard, checkpoints and models.
 */
import { z } from 'zod'
import { type Db, type Sql, snapshot } from '../../db/client.ts'
import { BrokenInvariant, findBroken, invariantNames } from '../../db/tables/studies/invariants.ts'
import { readBestNumbers } from '../../db/tables/trials/ranking.ts'
import { readLeaderboard } from './leaderboard.ts'

export const Diagnosis = z
  .strictObject({
    checked: z.array(z.string()).describe('names of the invariants that were checked'),
    broken: z.array(BrokenInvariant),
  })
  .meta({ id: 'Diagnosis' })
export type Diagnosis = z.infer<typeof Diagnosis>

const pageSize = 1_000

/**
 * Read-only and without locks; a running study is read in one snapshot.
 *
 * @throws Problem study-not-found
 */
export async function diagnose({ pool }: Pick<Db, 'pool'>, studyId: string): Promise<Diagnosis> {
  return snapshot(pool, async (sql) => {
    const ofLeaderboard = await leaderboardFaults(sql, studyId)
    const broken = [...(await findBroken(sql, studyId)), ...ofLeaderboard]
    return { checked: [...invariantNames, 'leaderboard'], broken }
  })
}

/** Every complete trial is on the leaderboard once, in order of value. */
async function leaderboardFaults(sql: Sql, studyId: string): Promise<BrokenInvariant[]> {
  const fault = (trial: number | null, detail: string): BrokenInvariant => ({
    invariant: 'leaderboard',
    trial,
    detail,
  })
  const faults: BrokenInvariant[] = []
  const seen = new Set<number>()
  let after: string | null = null
  let rank = 0
  do {
    const page = await readLeaderboard(sql, studyId, { limit: pageSize, after })
    for (const item of page.items) {
      rank += 1
      if (seen.has(item.number)) faults.push(fault(item.number, 'is on the leaderboard twice'))
      if (item.rank !== rank) faults.push(fault(item.number, `has rank ${item.rank}, not ${rank}`))
      seen.add(item.number)
    }
    after = page.next
  } while (after !== null)
  const complete = await readBestNumbers(sql, studyId)
  const missing = complete.filter((number) => !seen.has(number))
  return [...faults, ...missing.map((number) => fault(number, 'is missing from the leaderboard'))]
}
