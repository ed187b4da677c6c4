/** Writes random trials of a study to the database, as if it had searched: in batches, the same for a seed. */
import type { Sql } from '../../src/db/client.ts'
import { takeNumbers } from '../../src/db/tables/studies/change-study.ts'
import { insertTrials, type NewTrial } from '../../src/db/tables/trials/insert-trials.ts'
import { type Rng, rngFor } from '../../src/search/rng.ts'
import { assign } from '../../src/search/space/assign.ts'
import { drawFrom } from '../../src/search/space/domain.ts'
import { instantiate } from '../../src/search/space/instantiate.ts'
import type { Params } from '../../src/search/space/params.ts'
import { parseSpace } from '../../src/search/space/parse/parse-space.ts'

export const trialsAtOnce = 2_000

/** What became of a trial: everything but its number and its parameters. */
export type Result = Omit<NewTrial, 'number' | 'source' | 'params' | 'spec'>

/** @param resultOf  draws from `rng` after the parameters have */
export async function drawTrials(
  sql: Sql,
  { id, space, trials }: { id: string; space: object; trials: number },
  resultOf: (params: Params, rng: Rng, number: number) => Result,
): Promise<void> {
  const parsed = parseSpace(space)
  if (!parsed.ok) throw new Error('the space does not parse')
  for (let first = 0; first < trials; first += trialsAtOnce) {
    const count = Math.min(trialsAtOnce, trials - first)
    await takeNumbers(sql, { studyId: id, count, suggested: count })
    const rows = Array.from({ length: count }, (_, i): NewTrial => {
      const number = first + i
      const rng = rngFor(1, number)
      const params = assign(parsed.space, ({ domain }) => drawFrom(domain, rng))
      const { spec } = instantiate(parsed.space, params)
      return { number, source: 'suggested', params, spec, ...resultOf(params, rng, number) }
    })
    await insertTrials(sql, id, rows)
  }
}
