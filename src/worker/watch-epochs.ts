/** Passes a trial's epochs on as they arrive: to the metric writer, its progress, and the pruner. */
import type { EpochRow } from '../db/tables/metrics/epochs.ts'
import { withRetries } from '../db/with-retries.ts'
import type { EpochMetrics } from '../epoch-metrics.ts'
import type { Logger } from '../log.ts'
import { isBetter } from '../search/compare/direction.ts'
import { firstObjective } from '../study/objectives.ts'
import { prunes } from '../study/pruning/ask-pruner.ts'
import type { Judge } from './judge.ts'
import type { MetricWriter } from './metric-writer.ts'
import type { StudyToTrain, TrialToTrain } from './train-request.ts'
import type { TakenEpochs } from './trainer/trainer.ts'

/**
 * `judged` resolves when the pruner has judged the epochs, or at once if the study does not prune.
 *
 * @param prune  called at most once, if the pruner stops the trial
 */
export function watchEpochs(
  tools: { judge: Judge; metrics: MetricWriter; log: Logger },
  { spec, noise }: StudyToTrain,
  lease: TrialToTrain,
  prune: () => void,
): {
  /** The trial continues from its own checkpoint, so its best value so far counts. */
  resume(): void
  take(epochs: EpochMetrics[]): TakenEpochs
  pruneReason(): string
} {
  const { direction } = firstObjective(spec)
  const { epochs: lastStep } = lease.spec
  let best: { step: number; value: number; loss: number } | null = null
  let reason = ''
  const judge = async (steps: readonly number[]) => {
    const { studyId, number } = lease
    const asked = { studyId, spec, number, steps, lastStep, ...(noise && { noise }) }
    // retries while training waits: without a verdict, a hopeless trial would continue to train
    const verdict = await withRetries(() => tools.judge(asked))
    // other verdicts may have been requested meanwhile; the first one counts
    if (!verdict || reason !== '') return
    reason = `${verdict.pruner} at step ${verdict.step}: ${verdict.value} against ${verdict.threshold}`
    prune()
  }
  return {
    resume() {
      const { step, value } = lease
      // its loss is not known here: an epoch of equal value counts as better
      if (step !== null && value !== null) best = { step, value, loss: Number.POSITIVE_INFINITY }
    },
    take(epochs) {
      const { studyId, number, fencing } = lease
      const rows = epochs.map((epoch): EpochRow => ({ studyId, number, fencing, ...epoch }))
      const stored = tools.metrics.add(rows)
      for (const { step, value, validation } of epochs) {
        if (value === null) continue
        const loss = validation.loss ?? Number.POSITIVE_INFINITY
        const isTied = value === best?.value && loss < best.loss
        if (!best || isBetter(value, best.value, direction) || isTied) best = { step, value, loss }
      }
      const last = epochs.at(-1)
      if (!last) return { judged: Promise.resolve(), stored }
      const { step, value } = best ?? { step: null, value: null }
      tools.metrics.progress({ studyId, number, fencing, step, value, lastStep: last.step })
      const isJudged = prunes(spec) && lease.copyOf === null && reason === ''
      const judged = isJudged ? judge(epochs.map(({ step }) => step)) : Promise.resolve()
      return {
        judged: judged.catch((error) => tools.log.warn({ err: error }, 'trial not judged')),
        stored,
      }
    },
    pruneReason: () => reason,
  }
}
