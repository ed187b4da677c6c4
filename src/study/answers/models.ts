/** Predictions and test metrics of trial models. */

import type { Db } from '../../db/client.ts'
import type { TrialFields } from '../../db/rows.ts'
import { blobId, getBlob } from '../../db/tables/blobs.ts'
import { findTrial } from '../../db/tables/trials/read-trials.ts'
import { readTestResult, writeTestResult } from '../../db/tables/trials/test-results.ts'
import type { WeightedModel } from '../../engine/blend/blend.ts'
import type { Evaluation } from '../../engine/metrics/evaluation.ts'
import type { Prediction } from '../../engine/network/prediction.ts'
import { Problem } from '../../errors.ts'
import type { ModelOrigin } from '../../export/card.ts'
import type { ExportFormatName } from '../../export/formats/index.ts'
import { requireTrial } from '../require.ts'

/** Runs models, or the mean of several; the API uses a child process. */
export interface ModelRunner {
  predict(models: readonly WeightedModel[], inputs: readonly unknown[]): Promise<Prediction[]>
  evaluate(models: readonly WeightedModel[], datasetBlob: string): Promise<Evaluation>
  export(
    models: readonly WeightedModel[],
    format: ExportFormatName,
    origin: ModelOrigin,
  ): Promise<Uint8Array>
}

interface Tools {
  db: Db
  predictor: ModelRunner
}

/** @throws Problem trial-not-found, model-not-found, invalid-inputs */
export async function predictWithTrial(
  { db, predictor }: Tools,
  studyId: string,
  number: number,
  inputs: readonly unknown[],
): Promise<Prediction[]> {
  return predictor.predict([{ bytes: await readModel(db, studyId, number), weight: 1 }], inputs)
}

/** Evaluates on the test rows once per trial; the result is stored and reused. */
export async function evaluateTrial(
  { db, predictor }: Tools,
  studyId: string,
  number: number,
): Promise<Evaluation> {
  const trial = await readTestResult(db, studyId, number)
  if (trial?.test) return trial.test as Evaluation
  const bytes = await readModel(db, studyId, number)
  const datasetBlob = trial?.datasetBlob
  if (!datasetBlob) throw new Problem('wrong-state', 'An external study has no test rows.')
  const evaluation = await predictor.evaluate([{ bytes, weight: 1 }], datasetBlob)
  await writeTestResult(db, { studyId, number }, evaluation)
  return evaluation
}

export async function readModel(db: Db, studyId: string, number: number): Promise<Buffer> {
  const model = await getBlob(db.pool, blobId.model(studyId, number))
  if (model) return model
  throw noModelOfTrial(requireTrial(await findTrial(db, studyId, number), studyId, number))
}

/** Why a trial has no model, and what to do. */
export function noModelOfTrial({ number, state }: Pick<TrialFields, 'number' | 'state'>): Problem {
  return new Problem(
    'model-not-found',
    state === 'complete'
      ? `Trial ${number} has no stored model: only the best trials keep their models (see keepModels of the study). To get it again, run \`sweepd reproduce\` for this trial, or post its specification as a study of one trial.`
      : `Trial ${number} is ${state}: only complete trials have a model.`,
  )
}
