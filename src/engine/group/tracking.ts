/**
 * Tracks the objective of each lane: its best epoch with that epoch's weights, and early stopping. Pure functions of
 * tensors, run inside compiled graphs, so that results do not depend on the number of epochs in a call. The lanes of
 * one trial's folds are adjacent, and are judged by the mean of their scores.
 */

import type { SumLayout } from '../measure/layout.ts'
import { metrics } from '../metrics/index.ts'
import type { Weights } from '../network/network.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { computeScore, type Objective, type ScoreScale } from './objective.ts'

/** [lanes] each, except the weights. Higher scores are better, whatever the objective's direction. */
export interface Tracking {
  bestScore: Tensor // −∞ before the first epoch
  bestLoss: Tensor // sum over the validation rows, in all folds: the lower one wins among equal scores; ∞ before the first epoch
  bestStep: Tensor // int32, 0 before the first epoch; the earliest of equal epochs
  best: Weights // after the best epoch
  improvedScore: Tensor // of the last epoch that improved by more than minDelta
  improvedStep: Tensor // int32
  stoppedStep: Tensor // int32, the epoch after which early stopping ends the lane; 0: none
}

/** Settings of each lane, [lanes] each. */
export interface Judgement extends ScoreScale {
  minDelta: Tensor // in the unit of scores
  patience: Tensor // int32, epochs
}

export interface JudgedEpoch {
  step: Tensor // int32 [], from 1
  trainSums: Tensor // [lanes, sums], as their layout has them
  validationSums: Tensor
  weights: Weights // after the epoch
}

/** The context for judging epochs. */
export interface Judged {
  objective: Objective
  judgement: Judgement
  sums: { train: SumLayout; validation: SumLayout }
  folds: number // lanes of one trial
  kept: KeptEpoch
}

/** Which epoch a lane ends with: the best, or the last one, where no rows are held back to judge it. */
export type KeptEpoch = 'best' | 'last'

/**
 * Call within `tf.tidy`. NaN scores are never better.
 */
export function track(
  tf: Tf,
  { objective, judgement, sums, folds, kept }: Judged,
  before: Tracking,
  { step, trainSums, validationSums, weights }: JudgedEpoch,
): Tracking {
  const { part } = objective
  const { minDelta, patience, ...scale } = judgement
  const ofLanes = computeScore(tf, objective, {
    ...scale,
    layout: sums[part],
    sums: part === 'train' ? trainSums : validationSums,
  })
  const score = folds === 1 ? ofLanes : meanOfFolds(tf, ofLanes, folds)
  const lossOfLanes = metrics.loss.score.value(tf, {
    layout: sums.validation,
    sums: validationSums,
    scale: tf.onesLike(before.bestLoss),
    support: null,
  })
  const loss = folds === 1 ? lossOfLanes : meanOfFolds(tf, lossOfLanes, folds)

  const isLive = tf.equal(before.stoppedStep, tf.zerosLike(before.stoppedStep))
  const isTied = tf.logicalAnd(tf.equal(score, before.bestScore), tf.less(loss, before.bestLoss))
  const isBetter = tf.logicalOr(tf.greater(score, before.bestScore), isTied)
  // a score that is no number equals nothing, not even itself
  const isKept = kept === 'last' ? tf.equal(score, score) : isBetter
  const isBest = tf.logicalAnd(isLive, isKept)
  const gain = tf.sub(score, before.improvedScore)
  const isImproved = tf.logicalAnd(isLive, tf.greater(gain, minDelta))
  const steps = tf.add(tf.zerosLike(before.bestStep), step)
  const improvedStep = tf.where(isImproved, steps, before.improvedStep)
  const isOver = tf.logicalAnd(isLive, tf.greaterEqual(tf.sub(steps, improvedStep), patience))
  const isBestColumn = tf.expandDims(isBest, 1)
  const ofBest = (now: Tensor, old: Tensor) => tf.where(isBestColumn, now, old)
  return {
    bestScore: tf.where(isBest, score, before.bestScore),
    bestLoss: tf.where(isBest, loss, before.bestLoss),
    bestStep: tf.where(isBest, steps, before.bestStep),
    best: {
      weights: ofBest(weights.weights, before.best.weights),
      statistics: weights.statistics && ofBest(weights.statistics, before.best.statistics!),
    },
    improvedScore: tf.where(isImproved, score, before.improvedScore),
    improvedStep,
    stoppedStep: tf.where(isOver, steps, before.stoppedStep),
  }
}

/** Replaces each lane's value by the mean over its trial's lanes. */
function meanOfFolds(tf: Tf, ofLanes: Tensor, folds: number): Tensor {
  const lanes = ofLanes.shape[0]!
  const means = tf.mean(tf.reshape(ofLanes, [lanes / folds, folds]), 1, true)
  return tf.reshape(tf.tile(means, [1, folds]), [lanes])
}
