/** The network of a trial as a drawing. */
import { z } from 'zod'
import { inputEstimate } from '../../../data/prepare/check-preparation.ts'
import { PreprocessSpec } from '../../../data/prepare/preprocess.ts'
import type { DatasetSummary } from '../../../data/summary.ts'
import type { Db } from '../../../db/client.ts'
import { blobId, getBlob } from '../../../db/tables/blobs.ts'
import { findSummary } from '../../../db/tables/studies/find-studies.ts'
import { findTrial } from '../../../db/tables/trials/read-trials.ts'
import { decodeBlend } from '../../../engine/blend/blend.ts'
import type { DataShape } from '../../../engine/network/check-network.ts'
import { DrawnNetwork, describeNetwork } from '../../../engine/network/describe-network.ts'
import { checked, type TrialSpec } from '../../../engine/spec.ts'
import { Problem } from '../../../errors.ts'
import { requireTrial } from '../../require.ts'

export const TrialNetwork = DrawnNetwork.extend({
  number: z.int(),
  isExact: z
    .boolean()
    .describe(
      'false: the trial has no model yet, and its inputs are an upper bound, because columns and levels that are constant in the training rows are left out',
    ),
}).meta({ id: 'TrialNetwork' })
export type TrialNetwork = z.infer<typeof TrialNetwork>

/** @throws Problem trial-not-found, wrong-state for a trial of an external study */
export async function readTrialNetwork(
  db: Db,
  studyId: string,
  number: number,
): Promise<TrialNetwork> {
  const trial = requireTrial(await findTrial(db, studyId, number), studyId, number)
  const summary = (await findSummary(db, studyId)) as DatasetSummary | null
  if (summary === null) {
    const detail = `Trial ${number} was trained elsewhere: its study is external, so its network is not known.`
    throw new Problem('wrong-state', detail)
  }
  const spec = checked(trial.spec)
  // the shape of a tensor follows from the dataset; that of a table from the training rows, which the model knows
  const bytes =
    summary.inputShape === null ? await getBlob(db.pool, blobId.model(studyId, number)) : null
  const model = bytes && decodeBlend(bytes)[0]!.model
  const isExact = model !== null || summary.inputShape !== null
  return { number, isExact, ...describeNetwork(spec, model ?? estimated(spec, summary)) }
}

function estimated(spec: TrialSpec, summary: DatasetSummary): DataShape {
  const preprocess = PreprocessSpec.parse(spec.preprocess ?? {})
  const { shape: inputShape, categorical } = inputEstimate(summary, preprocess)
  return { inputShape, categorical, classes: summary.classes, task: summary.task }
}
