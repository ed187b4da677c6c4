/** Models of trials as files for other programs. */
import type { Db } from '../../db/client.ts'
import { findDatasetRow } from '../../db/tables/datasets.ts'
import { readEpochs } from '../../db/tables/metrics/epochs.ts'
import type { FinalModel } from '../../db/tables/studies/final-round.ts'
import { findTrial } from '../../db/tables/trials/read-trials.ts'
import { Problem } from '../../errors.ts'
import type { ModelOrigin, TrialOrigin } from '../../export/card.ts'
import type { ExportFormatName } from '../../export/formats/index.ts'
import { requireTrial } from '../require.ts'
import { readFinalists } from './finalists.ts'
import type { ModelRunner } from './models.ts'
import { readStudyAnswer } from './studies/study-answer.ts'
import { readMembers } from './study-model.ts'

export interface ExportedModel {
  bytes: Uint8Array
  name: string // of the file, without its extension
}

interface Tools {
  db: Db
  predictor: ModelRunner
}

type Exported = Pick<FinalModel, 'members' | 'calibration'>

/** @throws Problem trial-not-found, model-not-found, cannot-be-exported */
export function exportTrialModel(
  tools: Tools,
  studyId: string,
  number: number,
  format: ExportFormatName,
): Promise<ExportedModel> {
  return exportMembers(tools, studyId, { members: [{ trial: number, weight: 1 }] }, format)
}

/** @throws Problem study-not-found, model-not-found, cannot-be-exported */
export async function exportBestModel(
  tools: Tools,
  studyId: string,
  format: ExportFormatName,
): Promise<ExportedModel> {
  const { best } = await readStudyAnswer(tools.db.pool, studyId)
  if (best) return exportTrialModel(tools, studyId, best.number, format)
  throw noModel(studyId)
}

/** @throws Problem study-not-found, model-not-found, cannot-be-exported */
export async function exportStudyModel(
  tools: Tools,
  studyId: string,
  format: ExportFormatName,
): Promise<ExportedModel> {
  const { model } = await readStudyAnswer(tools.db.pool, studyId)
  if (model) return exportMembers(tools, studyId, model, format)
  throw noModel(studyId)
}

function noModel(studyId: string): Problem {
  return new Problem('model-not-found', `No trial of study ${studyId} has completed yet.`)
}

async function exportMembers(
  { db, predictor }: Tools,
  studyId: string,
  model: Exported,
  format: ExportFormatName,
): Promise<ExportedModel> {
  const { members } = model
  const models = await readMembers(db, studyId, model)
  const origin = await readOrigin(db, studyId, members)
  const bytes = await predictor.export(models, format, origin)
  const plain = origin.study.name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '')
  const what = members.length === 1 ? `trial-${members[0]!.trial}` : 'blend'
  return { bytes, name: `${plain || 'study'}-${what}-${format}` }
}

/** Where a model comes from, for its card. */
export async function readOrigin(
  db: Db,
  studyId: string,
  parts: readonly { trial: number }[],
): Promise<ModelOrigin> {
  const study = await readStudyAnswer(db.pool, studyId)
  const dataset = study.dataset === null ? null : await findDatasetRow(db, study.dataset)
  const { items } = await readFinalists(db.pool, studyId)
  return {
    study: { id: study.id, name: study.name, seed: (study.spec as { seed?: number }).seed ?? 0 },
    dataset: dataset && {
      name: dataset.name,
      sha256: dataset.blobId.replace(/^dataset\//, ''),
      rows: dataset.rows,
    },
    objective: study.objective,
    finalists: items.map(({ rank, trial, mean, interval }) => ({ rank, trial, mean, interval })),
    trials: await Promise.all(parts.map(({ trial }) => readTrialOrigin(db, studyId, trial))),
  }
}

async function readTrialOrigin(db: Db, studyId: string, number: number): Promise<TrialOrigin> {
  const trial = requireTrial(await findTrial(db, studyId, number), studyId, number)
  const epochs = await readEpochs(db.pool, studyId, number)
  const best = epochs.find(({ step }) => step === trial.step)
  return {
    number,
    ...{ seed: trial.seed, params: trial.params, value: trial.value },
    metrics: {
      epoch: trial.step,
      train: best?.train ?? {},
      validation: best?.validation ?? {},
      test: trial.test,
    },
  }
}
