/** Predictions of several networks for the same rows, as those of their weighted mean. */
import type { FittedTarget } from '../../data/prepare/target/fit-target.ts'
import type { PredictedRows } from '../measure/of-rows.ts'
import type { PartFacts } from '../measure/of-sums.ts'

/** What a member of a blend predicts for rows. */
export interface MemberRows {
  weight: number // all sum to 1
  rows: PredictedRows
  facts: PartFacts
  target: FittedTarget | null // null for a classification
}

/** Probabilities, or values in `own` (see FittedTarget) of the member `own`. */
export function meanPrediction(
  all: readonly MemberRows[],
  own: Pick<MemberRows, 'rows' | 'target'>,
): Float32Array {
  const scale = scaleOf(own)
  const members = all.map((member) => ({ ...member, scale: scaleOf(member) }))
  return own.rows.predicted.map((_, at) => {
    const mean = members.reduce(
      (sum, { weight, rows, scale }) =>
        sum + weight * (rows.predicted[at]! * scale.deviation + scale.mean),
      0,
    )
    return (mean - scale.mean) / scale.deviation
  })
}

/**
 * Losses of the mixture of distributions, −log Σ wᵢ exp(−lᵢ), where the members' losses are negative log-likelihoods. In
 * nats of what the member `own` learns: a density changes with the slope of what is learned over the target. Slopes of
 * transforms are means over the rows, which is exact for members with the same transform.
 */
export function mixtureLoss(all: readonly MemberRows[], own: MemberRows): Float32Array {
  const members = all.map(({ weight, rows, ...member }) => ({
    rows,
    shift: Math.log(weight) + slopeOf(member),
  }))
  const ownSlope = slopeOf(own)
  return own.rows.perSample.map((_, row) => {
    const logs = members.map(({ rows, shift }) => shift - rows.perSample[row]!)
    const most = Math.max(...logs)
    return -(most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))) + ownSlope
  })
}

/** The mean of the members' losses, which the loss of the mean is not above if the loss is convex. */
export function meanLoss(
  all: readonly Pick<MemberRows, 'weight' | 'rows'>[],
  own: Pick<MemberRows, 'rows'>,
): Float32Array {
  return own.rows.perSample.map((_, row) =>
    all.reduce((sum, { weight, rows }) => sum + weight * rows.perSample[row]!, 0),
  )
}

/** ln of the slope of what the member learns over the target in its own units: by it, densities become comparable. */
export function slopeOf(member: Pick<MemberRows, 'facts' | 'target'>): number {
  return member.facts.logSlope - Math.log(scaleOf(member).deviation)
}

function scaleOf({ target }: Pick<MemberRows, 'target'>): { mean: number; deviation: number } {
  return target ?? { mean: 0, deviation: 1 }
}
