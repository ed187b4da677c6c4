/** Key for trials that can train together: a hash of what their compiled graph depends on. */
import crypto from 'node:crypto'
import { type LaneDevice, laneClass, lanesThatPay } from '../engine/group/lane-count.ts'
import { shapeKey } from '../engine/group/shape-key.ts'
import type { TrialSpec } from '../engine/spec.ts'

/** @param multiplications  in the forward pass of one sample */
export function trialShape(spec: TrialSpec, multiplications: number): string {
  const key = crypto.createHash('sha256').update(shapeKey(spec)).digest('hex').slice(0, 16)
  return `${laneClass(spec, multiplications)}-${key}`
}

/** Shape of trials that use one lane per fold. */
export function foldedShape(shape: string, folds: number): string {
  return folds === 1 ? shape : `${shape}-${folds}`
}

/** Shape of a copy that holds other rows back than the study: it trains only with copies that hold back the same. */
export function splitShape(shape: string, splitSeed: number): string {
  const [ofClass, key, ...folds] = shape.split('-')
  return [ofClass, `${key}.${splitSeed}`, ...folds].join('-')
}

/**
 * Number of trials that a group should have.
 *
 * @param shape  from `trialShape` or `foldedShape`; null: the trial trains alone
 */
export function efficientGroupSize(shape: string | null, device: LaneDevice): number {
  if (shape === null) return 1
  const [ofClass, , folds = '1'] = shape.split('-')
  return Math.max(1, Math.floor(lanesThatPay(ofClass!, device) / Number(folds)))
}
