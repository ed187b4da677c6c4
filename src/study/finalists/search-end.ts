/** When a search ends by its time. With `finalists.share`, early enough that what follows it fits into the study's seconds. */
import type { Sql } from '../../db/client.ts'
import { setSearchSeconds } from '../../db/tables/studies/change-study.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { readLongestEpoch } from '../../db/tables/trials/copies.ts'
import { storedSpec } from '../study-spec.ts'
import { chooseFinalists } from './choose-finalists.ts'
import { betweenSeconds, expectedSeconds } from './fit-round.ts'
import { mostRefits } from './refit.ts'

/** Changes below this number of seconds are not worth a write. */
const leastChange = 0.1

/** Running time of the study at which its search ends; null: no limit. */
export function searchEnd({
  searchSeconds,
  maxSeconds,
}: Pick<StudyRow, 'searchSeconds' | 'maxSeconds'>): number | null {
  return searchSeconds ?? maxSeconds
}

/**
 * Sets the end anew by the trials so far. The caller holds the study's lock.
 *
 * @returns the study with it
 */
export async function moveSearchEnd(sql: Sql, study: StudyRow): Promise<StudyRow> {
  const { maxSeconds } = study
  const { finalists, refit = true, ensemble } = storedSpec(study)
  if (finalists?.share === undefined || maxSeconds === null) return study
  const most = finalists.share * maxSeconds
  const after = await expectedSeconds(sql, study, {
    finalists,
    chosen: await chooseFinalists(sql, study.id, finalists.top),
    refits: mostRefits({ refit, ensemble }),
    left: most,
    end: maxSeconds,
  })
  const searchSeconds = endBefore(maxSeconds, {
    ...{ most, after },
    // a round that trains nothing may wait for an epoch
    epoch: after === betweenSeconds ? null : await readLongestEpoch(sql, study.id),
  })
  const isSame = Math.abs(searchSeconds - (study.searchSeconds ?? maxSeconds)) < leastChange
  if (isSame) return study
  await setSearchSeconds(sql, study.id, searchSeconds)
  return { ...study, searchSeconds }
}

/**
 * Early enough that the epochs that run at that time are over before the round has to begin.
 *
 * @param round  seconds: the most that it may have, what it takes, and the longest epoch; null while unknown
 */
export function endBefore(
  maxSeconds: number,
  { most, after, epoch }: { most: number; after: number | null; epoch: number | null },
): number {
  return Math.max(0, maxSeconds - Math.min(most, after ?? most) - (epoch ?? 0))
}
