/** Which trials can train together: a short name for what their compiled graph depends on. */
import crypto from 'node:crypto'
import type { DatasetSummary } from '../data/summary.ts'
import { laneClass, lanesThatPay } from '../engine/lane-count.ts'
import { shapeKey } from '../engine/shape-key.ts'
import { parseTrialSpec } from '../engine/spec.ts'
import { checkTrialSpec } from './check-trial-spec.ts'

/** Null for a specification that cannot be trained, and in an external study. */
export function shapeOf(json: unknown, data: DatasetSummary | null): string | null {
  if (data === null) return null
  const parsed = parseTrialSpec(json)
  const { multiplications } = checkTrialSpec(json, data)
  if ('faults' in parsed || multiplications === null) return null
  const key = crypto.createHash('sha256').update(shapeKey(parsed.spec)).digest('hex').slice(0, 16)
  return `${laneClass(parsed.spec, multiplications)}-${key}`
}

/** @param shape  as `shapeOf` gives it; null: a trial that trains alone */
export function lanesOf(shape: string | null, device: string): number {
  return shape === null ? 1 : lanesThatPay(shape.split('-')[0]!, device)
}
