/** Calibrates models by what they predict for the rows that they held back. */
import type { Calibration } from '../calibration/calibration.ts'
import { learnCalibration, type Residuals } from '../calibration/learn.ts'
import type { Member } from './blend.ts'
import type { HeldOut } from './held-out.ts'
import { slopeOf } from './mix-rows.ts'

/** The networks of the folds with one calibration, learned from the rows of all folds together. */
export function calibrateFolds(members: readonly Member[], heldOut: HeldOut): Member[] {
  const calibration = calibrationOf([{ weight: 1, heldOut }])
  if (calibration === null) return [...members]
  return members.map((member) => ({ ...member, model: { ...member.model, calibration } }))
}

/**
 * @param members  of the same folds and rows; their weights sum to 1
 * @returns        null where a member predicts no distribution of values, or too few rows were held back
 */
export function calibrationOf(
  members: readonly { weight: number; heldOut: HeldOut }[],
): Calibration | null {
  const residuals: Residuals[] = []
  for (const { weight, heldOut } of members) {
    const z: number[] = []
    const nll: number[] = []
    for (const { rows, facts, target } of heldOut.folds) {
      if (rows.z === undefined) return null
      const slope = slopeOf({ facts, target })
      z.push(...rows.z)
      for (const own of rows.perSample) nll.push(own - slope)
    }
    residuals.push({ weight, z, nll })
  }
  return learnCalibration(residuals)
}
