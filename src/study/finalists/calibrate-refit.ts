/** The calibration of a refit, which holds no rows back: that of trainings of the same trial that do. */
import type { Sql } from '../../db/client.ts'
import { blobId, getBlob } from '../../db/tables/blobs.ts'
import { decodeBlend } from '../../engine/blend/blend.ts'
import type { Calibration } from '../../engine/calibration/calibration.ts'
import { predictsDeviation } from '../../engine/losses/loss.ts'
import { findLoss, LossSpec } from '../../engine/spec.ts'

/**
 * The geometric means of their factors. The caller holds the study's lock, so models are read only where the loss says
 * that they have factors.
 *
 * @param trainings  numbers of complete trainings of the specification
 * @returns          null if their models have none
 */
export async function meanCalibration(
  sql: Sql,
  studyId: string,
  { spec, trainings }: { spec: unknown; trainings: readonly number[] },
): Promise<Calibration | null> {
  const { loss } = spec as { loss: unknown }
  if (!predictsDeviation(findLoss(LossSpec.parse(loss)))) return null
  const known: Calibration[] = []
  for (const number of trainings) {
    const bytes = await getBlob(sql, blobId.model(studyId, number))
    const calibration = bytes && decodeBlend(bytes)[0]?.model.calibration
    if (calibration) known.push(calibration)
  }
  if (known.length === 0) return null
  const mean = (of: (own: Calibration) => number) =>
    Math.exp(known.reduce((sum, own) => sum + Math.log(of(own)), 0) / known.length)
  return { deviation: mean((own) => own.deviation), interval: mean((own) => own.interval) }
}
