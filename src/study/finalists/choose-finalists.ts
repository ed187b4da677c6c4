/** The trials of a search that may be finalists. */
import { isDeepStrictEqual } from 'node:util'
import type { Sql } from '../../db/client.ts'
import { type Candidate, readCandidates } from '../../db/tables/trials/copies.ts'

/** Trials to look at for each finalist: searches repeat configurations, of which one is trained again. */
const readPerFinalist = 20

/** The best complete trials, best first, without repetitions. */
export async function chooseFinalists(
  sql: Sql,
  studyId: string,
  top: number,
): Promise<Candidate[]> {
  const candidates = await readCandidates(sql, studyId, top * readPerFinalist)
  return distinct(candidates, top)
}

/** The best `most` of them; of equal specifications, the best is kept. */
function distinct(candidates: readonly Candidate[], most: number): Candidate[] {
  const kept: Candidate[] = []
  for (const candidate of candidates) {
    if (kept.length === most) break
    if (!kept.some(({ spec }) => isDeepStrictEqual(spec, candidate.spec))) kept.push(candidate)
  }
  return kept
}
