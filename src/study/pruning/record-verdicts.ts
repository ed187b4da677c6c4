/** Records the pruner's verdicts; a few trials continue anyway, as an audit. */
import type { Sql } from '../../db/client.ts'
import { writeStops } from '../../db/tables/trials/end-trials.ts'
import type { PruneReason } from '../../search/pruner.ts'
import { rngFor } from '../../search/rng.ts'
import type { StudySpec } from '../study-spec.ts'

const mostNamed = 100 // recorded peers per verdict
const stream = 4 // random stream, separate from those of the samplers

export interface JudgedTrial {
  number: number // number of the trial
  verdict: PruneReason | false
}

/**
 * Records in the provenance why trials stop.
 *
 * @returns verdicts in order; false for an audited trial, which continues to measure the cost of stopping it
 */
export async function recordVerdicts(
  sql: Sql,
  { studyId, spec }: { studyId: string; spec: Pick<StudySpec, 'pruner' | 'seed'> },
  judged: readonly JudgedTrial[],
): Promise<(PruneReason | false)[]> {
  const stops: { number: number; stop: object }[] = []
  const settled = judged.map(({ number, verdict }) => {
    if (verdict === false) return false
    const { comparedWith, ...why } = verdict
    const named = comparedWith.slice(0, mostNamed)
    const isAudited = shouldAudit(spec, number)
    const stop = { ...why, compared: comparedWith.length, comparedWith: named, isAudited }
    stops.push({ number, stop })
    return isAudited ? false : verdict
  })
  if (stops.length > 0) await writeStops(sql, studyId, stops)
  return settled
}

/** Depends only on the seed and the trial's number, so every process selects the same trials. */
export function shouldAudit({ pruner, seed }: Pick<StudySpec, 'pruner' | 'seed'>, number: number) {
  const { audit = 0 } = pruner as { audit?: number }
  return audit > 0 && rngFor(seed, number, stream).uniform() < audit
}
