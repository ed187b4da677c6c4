/** The model of a complete lane: calibrated, where it predicts a distribution of values. */
import type { DeviceData } from '../device-data.ts'
import { findLoss } from '../spec.ts'
import type { Tf } from '../tensorflow.ts'
import { encodeBlend, type Member } from './blend.ts'
import { calibrateFolds } from './calibrate.ts'
import { encodeHeldOut } from './held-out.ts'
import { predictHeldOut } from './predict-held-out.ts'

interface Held {
  tf: Tf
  data: DeviceData
  keepsHeldOut?: boolean // default: no
  isCalibrated?: boolean // default: yes
}

/** @param members  the networks of the folds */
export async function laneModel(
  { tf, data, keepsHeldOut = false, isCalibrated = true }: Held,
  members: readonly Member[],
): Promise<{ model: Uint8Array; heldOut?: Uint8Array }> {
  const { spec, task } = members[0]!.model
  const hasDeviation = task === 'regression' && findLoss(spec.loss).isLikelihood
  const learns = isCalibrated && hasDeviation && spec.calibration === undefined
  if (!learns && !keepsHeldOut) return { model: encodeBlend(members) }
  const heldOut = await predictHeldOut(tf, data, members)
  return {
    model: encodeBlend(learns ? calibrateFolds(members, heldOut) : members),
    ...(keepsHeldOut && { heldOut: encodeHeldOut(heldOut) }),
  }
}
