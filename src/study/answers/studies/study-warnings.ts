/** Warnings about a study: it is valid, but its author should know. Computed from its specification for each response. */
import { z } from 'zod'
import { losses } from '../../../engine/losses/index.ts'
import { type Loss, predictsDeviation } from '../../../engine/losses/loss.ts'
import { findMetric, metrics } from '../../../engine/metrics/index.ts'
import type { Metric } from '../../../engine/metrics/metric.ts'
import type { Objective } from '../../objectives.ts'

export const StudyWarning = z
  .strictObject({
    code: z.string().describe('the kind of warning'),
    pointer: z.string().describe('into the study'),
    message: z.string(),
    suggestion: z.string().describe('what to do about it'),
  })
  .meta({ id: 'StudyWarning' })
export type StudyWarning = z.infer<typeof StudyWarning>

/** @param spec  as stored, perhaps by an earlier version; of a study with a dataset */
export function studyWarnings(spec: unknown, objectives: readonly Objective[]): StudyWarning[] {
  const { space } = (spec ?? {}) as { space?: { loss?: unknown } }
  return listLosses(space?.loss, '/space/loss').flatMap((loss) =>
    objectives.flatMap(({ metric }) => unjudgedDeviation(loss, metric)),
  )
}

interface NamedLoss {
  type: string
  pointer: string
}

/**
 * A loss that predicts a deviation, judged by a metric of the mean alone: the epoch and the trial with the best mean are
 * kept, whose deviations may say little: calibration can only scale them all.
 */
function unjudgedDeviation({ type, pointer }: NamedLoss, metric: string): StudyWarning[] {
  const loss = (losses as Record<string, Loss>)[type]
  const known = findMetric(metric)
  if (loss === undefined || !predictsDeviation(loss) || known === null) return []
  if ((metrics[known.name] as Metric).judgesDeviation) return []
  const [better] =
    Object.entries<Metric>(metrics).find(([, own]) => own.judgesDeviation && own.needsLikelihood) ??
    []
  return [
    {
      code: 'deviation-not-judged',
      pointer,
      message: `${type} predicts a deviation with each value, but ${metric} judges the values alone: the epoch and the trial that it keeps can have deviations that say little of the errors of single rows; their calibration corrects them on average only`,
      suggestion: `judge by validation.${better} (/objective) if the deviations are used; otherwise choose a loss that predicts values alone, such as ${valueLoss()}`,
    },
  ]
}

/** The first loss of a regression that predicts no distribution. */
function valueLoss(): string {
  const all = Object.entries<Loss>(losses)
  return all.find(([, own]) => own.tasks.includes('regression') && !own.isLikelihood)?.[0] ?? ''
}

/** Losses that trials can have, with a pointer to each. */
function listLosses(json: unknown, pointer: string): NamedLoss[] {
  if (typeof json === 'string') return [{ type: json, pointer }]
  if (typeof json !== 'object' || json === null) return []
  const { $choice, type } = json as { $choice?: unknown; type?: unknown }
  if (typeof type === 'string') return [{ type, pointer }]
  if (!Array.isArray($choice)) return []
  return $choice.flatMap((option, index) => listLosses(option, `${pointer}/$choice/${index}`))
}
