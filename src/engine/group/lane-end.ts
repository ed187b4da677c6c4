/** Decides how a lane ends, and reads its model. */
import type { Member } from '../blend/blend.ts'
import type { ClassResults } from '../measure/classes.ts'
import { namedWeights } from '../network/model.ts'
import type { Network } from '../network/network.ts'
import type { Decision, Lane, LaneResult, takeEpochs } from './lane.ts'
import type { GroupOptions } from './options.ts'

/** A complete lane still lacks its model. */
type Decided =
  | Exclude<LaneResult, { state: 'complete' }>
  | Omit<Extract<LaneResult, { state: 'complete' }>, 'model'>

/** @returns null if the lane continues */
export function decideResult(
  lane: Lane,
  ended: { end: ReturnType<typeof takeEpochs>['end']; decision: Decision; lastStep: number },
  give: { classes(): ClassResults | null; checkpoint(): Uint8Array },
): Decided | null {
  const { end, decision, lastStep } = ended
  const complete = (last: number, isCut: boolean): Decided => {
    const given = { classes: give.classes(), isCut }
    return { state: 'complete', ...lane.best, lastStep: last, ...given }
  }
  if (end?.state === 'diverged') return { state: 'failed', reason: 'diverged', step: end.step }
  // takes precedence over the decision: stopping a lane that has already ended would save nothing
  if (end?.state === 'complete') {
    // no epoch could be judged, so no best weights exist
    if (lane.best.step === 0) return { state: 'failed', reason: 'diverged', step: end.lastStep }
    return complete(end.lastStep, false)
  }
  if (decision === 'finish' && lane.best.step > 0) return complete(lastStep, true)
  if (decision === 'stop' || decision === 'finish') {
    const { step, value } = lane.best
    return step > 0
      ? { state: 'stopped', step, value, lastStep }
      : { state: 'stopped', step: null, value: null, lastStep }
  }
  return decision === 'release' ? { state: 'released', checkpoint: give.checkpoint() } : null
}

/** The networks of the folds, each with the preprocessing that it was trained with; their mean is the trial's model. */
export function laneMembers(
  network: Network,
  { data, modelFolds = 'all' }: Pick<GroupOptions, 'data' | 'modelFolds'>,
  { spec }: Lane,
  best: Parameters<typeof namedWeights>[1],
): Member[] {
  const { task, inputShape, classes, categorical, folds } = data
  const ofFold = (values: Float32Array, fold: number) => {
    const width = values.length / folds.length
    return values.subarray(fold * width, (fold + 1) * width)
  }
  const kept = modelFolds === 'all' ? folds : folds.slice(0, 1)
  return kept.map(({ target, inputs }, fold) => {
    const weights = namedWeights(network, {
      weights: ofFold(best.weights, fold),
      statistics: ofFold(best.statistics, fold),
    })
    const model = { spec, task, inputShape, classes, categorical, target, inputs, weights }
    const { calibration } = spec
    return { weight: 1 / kept.length, model: { ...model, ...(calibration && { calibration }) } }
  })
}
