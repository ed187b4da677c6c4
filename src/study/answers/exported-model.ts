/** Models of trials as files for other programs. */
import type { Db } from '../../db/client.ts'
import { findDatasetRow } from '../../db/tables/datasets.ts'
import { readEpochs } from '../../db/tables/metrics/epochs.ts'
import { findTrial } from '../../db/tables/trials/read-trials.ts'
import { Problem } from '../../errors.ts'
import type { ModelOrigin } from '../../export/card.ts'
import type { ExportFormatName } from '../../export/formats/index.ts'
import { requireTrial } from '../require.ts'
import { type ModelRunner, readModel } from './models.ts'
import { readStudyAnswer } from './study-answer.ts'

export interface ExportedModel {
  bytes: Uint8Array
  name: string // of the file, without its extension
}

interface Tools {
  db: Db
  predictor: ModelRunner
}

/** @throws Problem trial-not-found, model-not-found, cannot-be-exported */
export async function exportTrialModel(
  { db, predictor }: Tools,
  studyId: string,
  number: number,
  format: ExportFormatName,
): Promise<ExportedModel> {
  const model = await readModel(db, studyId, number)
  const origin = await readOrigin(db, studyId, number)
  const bytes = await predictor.export(model, format, origin)
  const plain = origin.study.name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '')
  return { bytes, name: `${plain || 'study'}-trial-${number}-${format}` }
}

/** @throws Problem study-not-found, model-not-found, cannot-be-exported */
export async function exportBestModel(
  tools: Tools,
  studyId: string,
  format: ExportFormatName,
): Promise<ExportedModel> {
  const { best } = await readStudyAnswer(tools.db.pool, studyId)
  if (best) return exportTrialModel(tools, studyId, best.number, format)
  throw new Problem('model-not-found', `No trial of study ${studyId} has completed yet.`)
}

async function readOrigin(db: Db, studyId: string, number: number): Promise<ModelOrigin> {
  const study = await readStudyAnswer(db.pool, studyId)
  const trial = requireTrial(await findTrial(db, studyId, number), studyId, number)
  const dataset = study.dataset === null ? null : await findDatasetRow(db, study.dataset)
  const epochs = await readEpochs(db.pool, studyId, number)
  const best = epochs.find(({ step }) => step === trial.step)
  return {
    study: { id: study.id, name: study.name, seed: (study.spec as { seed?: number }).seed ?? 0 },
    trial: { number, seed: trial.seed },
    dataset: dataset && {
      name: dataset.name,
      sha256: dataset.blobId.replace(/^dataset\//, ''),
      rows: dataset.rows,
    },
    params: trial.params,
    objective: { ...study.objective, value: trial.value },
    metrics: {
      epoch: trial.step,
      train: best?.train ?? {},
      validation: best?.validation ?? {},
      test: trial.test,
    },
  }
}
