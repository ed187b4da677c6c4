/** Models of trials: what they predict, and how they do on the test rows. */

import type { Db } from '../../db/client.ts'
import { blobId, getBlob } from '../../db/tables/blobs.ts'
import type { Evaluation } from '../../engine/metrics/evaluation.ts'
import type { Prediction } from '../../engine/network/prediction.ts'
import { Problem } from '../../errors.ts'
import { requireTrial } from '../require.ts'

/** Where models run; the API's is a child process. */
export interface ModelRunner {
  predict(model: Buffer, inputs: readonly unknown[]): Promise<Prediction[]>
  evaluate(model: Buffer, datasetBlob: string): Promise<Evaluation>
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
  return predictor.predict(await modelOf(db, studyId, number), inputs)
}

/** The test rows are touched once a trial: the answer is stored and given again. */
export async function evaluateTrial(
  { db, predictor }: Tools,
  studyId: string,
  number: number,
): Promise<Evaluation> {
  const { rows } = await db.pool.query<{ test: Evaluation | null; datasetBlob: string | null }>(
    `SELECT t.test, d.blob_id AS "datasetBlob" FROM trial t
     JOIN study s ON s.id = t.study_id LEFT JOIN dataset d ON d.id = s.dataset_id
     WHERE t.study_id = $1 AND t.number = $2`,
    [studyId, number],
  )
  if (rows[0]?.test) return rows[0].test
  const model = await modelOf(db, studyId, number)
  const datasetBlob = rows[0]?.datasetBlob
  if (!datasetBlob) throw new Problem('wrong-state', 'An external study has no test rows.')
  const evaluation = await predictor.evaluate(model, datasetBlob)
  await db.pool.query('UPDATE trial SET test = $3 WHERE study_id = $1 AND number = $2', [
    studyId,
    number,
    JSON.stringify(evaluation),
  ])
  return evaluation
}

async function modelOf(db: Db, studyId: string, number: number): Promise<Buffer> {
  const model = await getBlob(db.pool, blobId.model(studyId, number))
  if (model) return model
  const trial = await db.prisma.trial.findUnique({
    where: { studyId_number: { studyId, number } },
    select: { state: true },
  })
  const { state } = requireTrial(trial, studyId, number)
  throw new Problem(
    'model-not-found',
    state === 'complete'
      ? `Trial ${number} has no stored model: only the best trials keep theirs (see keepModels of the study).`
      : `Trial ${number} is ${state}: only complete trials have a model.`,
  )
}
