/** Asks pruners for verdicts on this worker's trials; waiting trials of a study share one read of its reports. */
import type { Db } from '../db/client.ts'
import type { PruneReason } from '../search/pruner.ts'
import { batched } from '../study/batched.ts'
import { firstVerdict, type Reported } from '../study/pruning/ask-pruner.ts'
import { recordVerdicts } from '../study/pruning/record-verdicts.ts'
import type { StudySpec } from '../study/study-spec.ts'
import { readTrials } from '../study/suggest/read-trials.ts'

export interface ToJudge extends Reported {
  studyId: string
  spec: StudySpec
}

export type Judge = (one: ToJudge) => Promise<PruneReason | false>

/** @param flush  stores pending reports, because pruners see only stored ones */
export function createJudge(db: Db, flush: () => Promise<void>): Judge {
  return batched(async (asked: readonly ToJudge[]) => {
    await flush()
    const studies = [...new Set(asked.map(({ studyId }) => studyId))]
    const verdicts = new Map<ToJudge, PruneReason | false>()
    await Promise.all(
      studies.map(async (studyId) => {
        const own = asked.filter((one) => one.studyId === studyId)
        const trials = await readTrials(db.pool, studyId)
        const judged = own.map((one) => ({
          number: one.number,
          verdict: firstVerdict(trials, one.spec, one),
        }))
        const settled = await recordVerdicts(db.pool, { studyId, spec: own[0]!.spec }, judged)
        for (const [i, one] of own.entries()) verdicts.set(one, settled[i]!)
      }),
    )
    return asked.map((one) => verdicts.get(one)!)
  })
}
