/** What becomes of a pruner's verdicts: each is written down, and a few trials go on all the same, to be audited. */
import type { Sql } from '../../db/client.ts'
import { writeStops } from '../../db/tables/trials/end-trials.ts'
import type { PruneReason } from '../../search/pruner.ts'
import { rngFor } from '../../search/rng.ts'
import type { StudySpec } from '../study-spec.ts'

const mostNamed = 100 // peers that a trial lost to, in what is kept of it
const stream = 4 // of the generator: apart from those that samplers draw from

export interface JudgedTrial {
  number: number // of the trial
  verdict: PruneReason | false
}

/**
 * Writes down why trials stop, in their provenance.
 *
 * @returns the verdicts, in their order; false for a trial that is audited: it goes on, to measure what stopping it
 *   would have cost
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

/** Drawn by the trial's number: the same trials, whoever asks. */
export function shouldAudit({ pruner, seed }: Pick<StudySpec, 'pruner' | 'seed'>, number: number) {
  const { audit = 0 } = pruner as { audit?: number }
  return audit > 0 && rngFor(seed, number, stream).uniform() < audit
}
