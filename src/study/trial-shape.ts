/** Which trials can train together: a short name for what their compiled graph depends on. */
import crypto from 'node:crypto'
import { laneClass, lanesThatPay } from '../engine/lane-count.ts'
import { shapeKey } from '../engine/shape-key.ts'
import type { TrialSpec } from '../engine/spec.ts'

/** @param multiplications  of one sample's forward pass */
export function shapeOf(spec: TrialSpec, multiplications: number): string {
  const key = crypto.createHash('sha256').update(shapeKey(spec)).digest('hex').slice(0, 16)
  return `${laneClass(spec, multiplications)}-${key}`
}

/** @param shape  as `shapeOf` gives it; null: a trial that trains alone */
export function lanesOf(shape: string | null, device: string): number {
  return shape === null ? 1 : lanesThatPay(shape.split('-')[0]!, device)
}
