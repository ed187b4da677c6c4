/** Which trials can train together: a short name for what their compiled graph depends on. */
import crypto from 'node:crypto'
import { type LaneDevice, laneClass, lanesThatPay } from '../engine/group/lane-count.ts'
import { shapeKey } from '../engine/group/shape-key.ts'
import type { TrialSpec } from '../engine/spec.ts'

/** @param multiplications  of one sample's forward pass */
export function trialShape(spec: TrialSpec, multiplications: number): string {
  const key = crypto.createHash('sha256').update(shapeKey(spec)).digest('hex').slice(0, 16)
  return `${laneClass(spec, multiplications)}-${key}`
}

/** The shape of trials that take a lane for each of so many folds. */
export function foldedShape(shape: string, folds: number): string {
  return folds === 1 ? shape : `${shape}-${folds}`
}

/**
 * How many trials a group should have.
 *
 * @param shape  as `shapeOf` or `foldedShape` gives it; null: a trial that trains alone
 */
export function efficientGroupSize(shape: string | null, device: LaneDevice): number {
  if (shape === null) return 1
  const [ofClass, , folds = '1'] = shape.split('-')
  return Math.max(1, Math.floor(lanesThatPay(ofClass!, device) / Number(folds)))
}
