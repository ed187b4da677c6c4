/** Predictions and test metrics of a study's final model, which may be the mean of several trials' models. */
import type { Db } from '../../db/client.ts'
import { findDatasetRow } from '../../db/tables/datasets.ts'
import {
  type FinalModel,
  readStudyTest,
  writeStudyTest,
} from '../../db/tables/studies/final-round.ts'
import { readShownStudy } from '../../db/tables/studies/read-studies.ts'
import type { WeightedModel } from '../../engine/blend/blend.ts'
import type { Evaluation } from '../../engine/metrics/evaluation.ts'
import type { Prediction } from '../../engine/network/prediction.ts'
import { Problem } from '../../errors.ts'
import { requireStudy } from '../require.ts'
import { evaluateTrial, type ModelRunner, readModel } from './models.ts'

interface Tools {
  db: Db
  predictor: ModelRunner
}

/** @throws Problem study-not-found, model-not-found, invalid-inputs */
export async function predictWithStudy(
  { db, predictor }: Tools,
  studyId: string,
  inputs: readonly unknown[],
): Promise<Prediction[]> {
  const model = await requireModel(db, studyId)
  return predictor.predict(await readMembers(db, studyId, model), inputs)
}

/** Evaluates the final model on the test rows once; the result is stored until the study has another model. */
export async function evaluateStudy(tools: Tools, studyId: string): Promise<Evaluation> {
  const { db, predictor } = tools
  const model = await requireModel(db, studyId)
  const [first, ...others] = model.members
  if (others.length === 0) return evaluateTrial(tools, studyId, first!.trial)
  const known = await readStudyTest(db.pool, studyId)
  if (known !== null) return known as Evaluation
  const { datasetId } = requireStudy(await readShownStudy(db.pool, studyId), studyId)
  const dataset = datasetId === null ? null : await findDatasetRow(db, datasetId)
  if (dataset === null) throw new Error(`study ${studyId} has a model, but no dataset`)
  const members = await readMembers(db, studyId, model)
  const evaluation = await predictor.evaluate(members, dataset.blobId)
  await writeStudyTest(db.pool, studyId, { model, test: evaluation })
  return evaluation
}

async function requireModel(db: Db, studyId: string): Promise<FinalModel> {
  const { finalModel } = requireStudy(await readShownStudy(db.pool, studyId), studyId)
  if (finalModel) return finalModel as FinalModel
  throw new Problem('model-not-found', `No trial of study ${studyId} has completed yet.`)
}

/** The models of the trials that a final model consists of. */
export function readMembers(
  db: Db,
  studyId: string,
  { members, calibration }: Pick<FinalModel, 'members' | 'calibration'>,
): Promise<WeightedModel[]> {
  return Promise.all(
    members.map(async ({ trial, weight }) => ({
      bytes: await readModel(db, studyId, trial),
      ...{ weight, calibration },
    })),
  )
}
