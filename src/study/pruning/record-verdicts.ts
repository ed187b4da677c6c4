/** Records the pruner's verdicts; a few trials continue anyway, as an audit. */
import type { Sql } from '../../db/client.ts'
import { writeVerdicts } from '../../db/tables/trials/end-trials.ts'
import type { PruneReason, Verdict } from '../../search/pruner.ts'
import { rngFor } from '../../search/rng.ts'
import type { StudySpec } from '../study-spec.ts'
import { isSpared } from './ask-pruner.ts'

const mostNamed = 100 // recorded peers per verdict
const stream = 4 // random stream, separate from those of the samplers

export interface JudgedTrial {
  number: number // number of the trial
  verdict: Verdict
}

/**
 * Records in the provenance why trials stop, and what spared others.
 *
 * @returns verdicts in order; false for a spared trial, and for an audited one, which continues to measure the cost of
 *   stopping it
 */
export async function recordVerdicts(
  sql: Sql,
  { studyId, spec }: { studyId: string; spec: Pick<StudySpec, 'pruner' | 'seed'> },
  judged: readonly JudgedTrial[],
): Promise<(PruneReason | false)[]> {
  const written: { number: number; key: 'stop' | 'spared'; why: object }[] = []
  const settled = judged.map(({ number, verdict }) => {
    if (verdict === false) return false
    const { comparedWith, isSpared: _, ...why } = verdict
    const named = comparedWith.slice(0, mostNamed)
    const compared = { ...why, compared: comparedWith.length, comparedWith: named }
    if (isSpared(verdict)) {
      written.push({ number, key: 'spared', why: compared })
      return false
    }
    const isAudited = shouldAudit(spec, number)
    written.push({ number, key: 'stop', why: { ...compared, isAudited } })
    return isAudited ? false : verdict
  })
  if (written.length > 0) await writeVerdicts(sql, studyId, written)
  return settled
}

/** Depends only on the seed and the trial's number, so every process selects the same trials. */
export function shouldAudit({ pruner, seed }: Pick<StudySpec, 'pruner' | 'seed'>, number: number) {
  const { audit = 0 } = pruner as { audit?: number }
  return audit > 0 && rngFor(seed, number, stream).uniform() < audit
}
