/** Chooses the members of a study's blend from the trainings of its finalists. The caller holds the study's lock. */
import type { Sql } from '../../db/client.ts'
import { blobId, getBlob } from '../../db/tables/blobs.ts'
import type { Copy } from '../../db/tables/trials/copies.ts'
import { blendValue } from '../../engine/blend/blend-value.ts'
import { calibrationOf } from '../../engine/blend/calibrate.ts'
import { decodeHeldOut, type HeldOut } from '../../engine/blend/held-out.ts'
import type { Calibration } from '../../engine/calibration/calibration.ts'
import type { ObjectiveSpec } from '../../engine/group/objective.ts'
import { costSign } from '../../search/compare/direction.ts'
import { selectBlend } from '../../search/compare/select-blend.ts'
import type { Blend, EnsembleSpec } from './finalists-spec.ts'

interface Candidate {
  copy: Copy
  heldOut: HeldOut
}

interface Chosen {
  blend: Blend
  calibration: Calibration | null // of the mean of the members; null: they predict no deviation
}

/** @returns null where no mean of several trainings is better than the best of them */
export async function chooseBlend(
  sql: Sql,
  studyId: string,
  {
    ensemble,
    copies,
    objective,
  }: { ensemble: EnsembleSpec; copies: readonly Copy[]; objective: ObjectiveSpec },
): Promise<Chosen | null> {
  const candidates: Candidate[] = []
  for (const copy of copies) {
    if (copy.source !== 'finalist' || copy.state !== 'complete') continue
    const bytes = await getBlob(sql, blobId.heldOut(studyId, copy.number))
    if (bytes) candidates.push({ copy, heldOut: decodeHeldOut(bytes) })
  }
  return candidates.length < 2 ? null : blendOf(candidates, { ensemble, objective })
}

function blendOf(
  candidates: readonly Candidate[],
  { ensemble, objective }: { ensemble: EnsembleSpec; objective: ObjectiveSpec },
): Chosen | null {
  const sign = costSign(objective.direction)
  const costOf = (weights: readonly number[]) => {
    const members = candidates.map(({ heldOut }, at) => ({ heldOut, weight: weights[at]! }))
    const value = blendValue(
      members.filter(({ weight }) => weight > 0),
      objective,
    )
    return sign * value
  }
  const alone = selectBlend(candidates.length, 1, costOf)
  const chosen = selectBlend(candidates.length, ensemble.size, costOf)
  const members = candidates.flatMap(({ copy, heldOut }, at) => {
    const weight = chosen.weights[at]!
    return weight > 0 ? [{ copy, heldOut, weight }] : []
  })
  if (members.length < 2) return null
  const single = candidates[alone.weights.indexOf(1)]!
  const blend = {
    members: members.map(({ copy: { number, copyOf }, weight }) => ({
      trial: number,
      copyOf,
      weight,
    })),
    value: sign * chosen.cost,
    msPerRow: members.reduce((sum, { heldOut }) => sum + heldOut.msPerRow, 0),
    single: {
      trial: single.copy.number,
      value: sign * alone.cost,
      msPerRow: single.heldOut.msPerRow,
    },
  }
  return { blend, calibration: calibrationOf(members) }
}
