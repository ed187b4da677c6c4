/** Asks pruners about the trials of this worker: one look at a study's reports serves all that wait for a verdict. */
import type { Db } from '../db/client.ts'
import type { StopReason } from '../search/pruner.ts'
import { inBatches } from '../study/in-batches.ts'
import { firstVerdict, type Reported } from '../study/prune.ts'
import { readTrials } from '../study/read-trials.ts'
import type { StudySpec } from '../study/study-spec.ts'

export interface ToJudge extends Reported {
  studyId: string
  spec: StudySpec
}

export type Judge = (one: ToJudge) => Promise<StopReason | false>

/** @param flush  stores what was reported: pruners see what is stored */
export function createJudge(db: Db, flush: () => Promise<void>): Judge {
  return inBatches(async (asked: readonly ToJudge[]) => {
    await flush()
    const studies = [...new Set(asked.map(({ studyId }) => studyId))]
    const trials = new Map(
      await Promise.all(studies.map(async (id) => [id, await readTrials(db.pool, id)] as const)),
    )
    return asked.map((one) => firstVerdict(trials.get(one.studyId)!, one.spec, one))
  })
}
