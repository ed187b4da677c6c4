/** Takes a trial's epochs as they come: to the writer, to those who watch, to the pruner. */
import type { Db } from '../db/client.ts'
import type { EpochRow } from '../db/metrics.ts'
import type { ClaimedTrial } from '../db/trials.ts'
import type { Logger } from '../log.ts'
import { prunes, shouldPrune } from '../study/prune.ts'
import { firstObjective, type StudySpec } from '../study/study-spec.ts'
import { rankValueOf } from '../study/tell.ts'
import type { MetricWriter } from './metric-writer.ts'
import type { EpochMessage } from './protocol.ts'

/** @param prune  called once, when the trial is not worth going on */
export function watchEpochs(
  tools: { db: Db; metrics: MetricWriter; log: Logger },
  spec: StudySpec,
  lease: ClaimedTrial,
  prune: () => void,
): { take(epochs: EpochMessage[]): void; pruneReason(): string } {
  const { direction } = firstObjective(spec)
  const { epochs: lastStep } = lease.spec as { epochs: number }
  let best: { step: number; value: number } | null = null
  let reason = ''
  const judge = async (step: number) => {
    // the pruner sees what is stored
    await tools.metrics.flush()
    const { studyId, number } = lease
    const verdict = await shouldPrune(tools.db.pool, studyId, spec, { number, step, lastStep })
    if (!verdict) return
    reason = `${verdict.pruner} at step ${verdict.step}: ${verdict.value} against ${verdict.threshold}`
    prune()
  }
  return {
    take(epochs) {
      const { studyId, number, fencing } = lease
      tools.metrics.add(epochs.map((epoch): EpochRow => ({ studyId, number, fencing, ...epoch })))
      for (const { step, value } of epochs) {
        if (value === null) continue
        if (!best || rankValueOf(value, direction) < rankValueOf(best.value, direction)) {
          best = { step, value }
        }
      }
      const last = epochs.at(-1)
      if (!last) return
      if (best) {
        tools.metrics.progress({ studyId, number, fencing, ...best, lastStep: last.step })
      }
      if (!prunes(spec) || reason !== '') return
      judge(last.step).catch((error) => tools.log.warn({ err: error }, 'trial not judged'))
    },
    pruneReason: () => reason,
  }
}
