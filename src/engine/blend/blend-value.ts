/** The objective of a blend on the rows that its members held back. */
import { type ObjectiveSpec, objectiveValue, parseObjective } from '../group/objective.ts'
import { evaluateRows } from '../measure/of-rows.ts'
import { findLoss } from '../spec.ts'
import type { HeldOut } from './held-out.ts'
import { meanLoss, meanPrediction, mixtureLoss } from './mix-rows.ts'

export interface WeightedHeldOut {
  weight: number // all sum to 1
  heldOut: HeldOut
}

/**
 * The mean over the folds, as for a trial. The loss is that of the mixture if all members' losses are negative
 * log-likelihoods, otherwise the mean of the members' losses.
 *
 * @param members    of the same folds and rows
 * @param objective  of validation rows
 */
export function blendValue(members: readonly WeightedHeldOut[], objective: ObjectiveSpec): number {
  const isLikelihood = members.every(({ heldOut }) => findLoss(heldOut.loss).isLikelihood)
  const [first] = members as [WeightedHeldOut]
  const own = members.find(({ heldOut }) => findLoss(heldOut.loss).isLikelihood === isLikelihood)
  const { loss, folds } = (own ?? first).heldOut
  const { part, name } = parseObjective(objective)
  const values = folds.map((ofOwn, fold) => {
    const all = members.map(({ weight, heldOut }) => ({ weight, ...heldOut.folds[fold]! }))
    const predicted = meanPrediction(all, ofOwn)
    const perSample = isLikelihood
      ? mixtureLoss(all, { weight: 1, ...ofOwn })
      : meanLoss(all, ofOwn)
    const { metrics } = evaluateRows({ ...ofOwn.rows, predicted, perSample }, ofOwn.facts, {
      loss: findLoss(loss),
      target: ofOwn.target,
    })
    return objectiveValue({ part, name }, { train: {}, validation: metrics })
  })
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
