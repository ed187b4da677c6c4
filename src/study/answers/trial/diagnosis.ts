/** What the model of a trial gets wrong on the rows that the search held back, and the formats that it can be exported in. */
import { z } from 'zod'
import type { Db } from '../../../db/client.ts'
import { blobId, blobVersion } from '../../../db/tables/blobs.ts'
import { findDatasetRow } from '../../../db/tables/datasets.ts'
import { readStudy } from '../../../db/tables/studies/study-row.ts'
import { findTrial } from '../../../db/tables/trials/read-trials.ts'
import type { WeightedModel } from '../../../engine/blend/blend.ts'
import type { Diagnosis, HowValidated } from '../../../engine/diagnose/diagnosis.ts'
import { Problem } from '../../../errors.ts'
import type { ModelOrigin } from '../../../export/card.ts'
import type { FormatCheck as Checked } from '../../../export/check-formats.ts'
import { requireStudy, requireTrial } from '../../require.ts'
import { storedSpec } from '../../study-spec.ts'
import { readOrigin } from '../exported-model.ts'
import { noModelOfTrial, readModel } from '../models.ts'

/** Examines models; the API uses a child process. */
export interface ModelExaminer {
  diagnose(
    models: readonly WeightedModel[],
    datasetBlob: string,
    how: HowValidated,
  ): Promise<Diagnosis>
  checkFormats(models: readonly WeightedModel[], origin: ModelOrigin): Promise<Checked[]>
}

interface Tools {
  db: Db
  predictor: ModelExaminer
}

export const FormatCheck = z
  .strictObject({
    format: z.string(),
    bytes: z.int().nullable().describe('size of the file; null if it cannot be exported'),
    detail: z.string().nullable().describe('why the model cannot be exported in the format'),
    faults: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).readonly(),
  })
  .meta({ id: 'FormatCheck' })

/**
 * Changes when the trial gets another model, which only happens before it has ended.
 *
 * @throws Problem trial-not-found, model-not-found
 */
export async function modelVersion(db: Db, studyId: string, number: number): Promise<string> {
  const version = await blobVersion(db.pool, blobId.model(studyId, number))
  if (version !== null) return version
  throw noModelOfTrial(requireTrial(await findTrial(db, studyId, number), studyId, number))
}

/** @throws Problem trial-not-found, model-not-found, wrong-state for a refit, which holds no rows back */
export async function diagnoseTrial(
  { db, predictor }: Tools,
  studyId: string,
  number: number,
): Promise<Diagnosis> {
  const study = requireStudy(await readStudy(db.pool, studyId), studyId)
  const trial = requireTrial(await findTrial(db, studyId, number), studyId, number)
  if (trial.source === 'refit') {
    const detail = `Trial ${number} is a refit, which trains on all rows of the search: no rows were held back that it could be judged by. Look at trial ${trial.copyOf}, which it trains again.`
    throw new Problem('wrong-state', detail)
  }
  const bytes = await readModel(db, studyId, number)
  const dataset = study.datasetId === null ? null : await findDatasetRow(db, study.datasetId)
  if (dataset === null) throw new Error(`study ${studyId} has a model, but no dataset`)
  const { validation } = storedSpec(study)
  const how = { validation, seed: trial.splitSeed ?? study.seed }
  return predictor.diagnose([{ bytes, weight: 1 }], dataset.blobId, how)
}

/** @throws Problem trial-not-found, model-not-found */
export async function checkTrialFormats(
  { db, predictor }: Tools,
  studyId: string,
  number: number,
): Promise<Checked[]> {
  const bytes = await readModel(db, studyId, number)
  const origin = await readOrigin(db, studyId, [{ trial: number }])
  return predictor.checkFormats([{ bytes, weight: 1 }], origin)
}
