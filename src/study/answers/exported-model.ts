/** Models of trials as files for other programs. */
import type { Db } from '../../db/client.ts'
import { findDatasetRow } from '../../db/tables/datasets.ts'
import { readEpochs } from '../../db/tables/metrics/epochs.ts'
import { findTrial } from '../../db/tables/trials/read-trials.ts'
import { Problem } from '../../errors.ts'
import type { ModelOrigin, TrialOrigin } from '../../export/card.ts'
import type { ExportFormatName } from '../../export/formats/index.ts'
import { requireTrial } from '../require.ts'
import { readFinalists } from './finalists.ts'
import { type ModelRunner, readModel } from './models.ts'
import { readStudyAnswer } from './studies/study-answer.ts'

export interface ExportedModel {
  bytes: Uint8Array
  name: string // of the file, without its extension
}

interface Tools {
  db: Db
  predictor: ModelRunner
}

/** A trial whose model is part of an export. */
interface Part {
  trial: number
  weight: number // only the ratios count
}

/** @throws Problem trial-not-found, model-not-found, cannot-be-exported */
export function exportTrialModel(
  tools: Tools,
  studyId: string,
  number: number,
  format: ExportFormatName,
): Promise<ExportedModel> {
  return exportParts(tools, studyId, [{ trial: number, weight: 1 }], format)
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
  if (model) return exportParts(tools, studyId, model.members, format)
  throw noModel(studyId)
}

function noModel(studyId: string): Problem {
  return new Problem('model-not-found', `No trial of study ${studyId} has completed yet.`)
}

async function exportParts(
  { db, predictor }: Tools,
  studyId: string,
  parts: readonly Part[],
  format: ExportFormatName,
): Promise<ExportedModel> {
  const models = await Promise.all(
    parts.map(async ({ trial, weight }) => ({
      bytes: await readModel(db, studyId, trial),
      weight,
    })),
  )
  const origin = await readOrigin(db, studyId, parts)
  const bytes = await predictor.export(models, format, origin)
  const plain = origin.study.name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '')
  const what = parts.length === 1 ? `trial-${parts[0]!.trial}` : 'blend'
  return { bytes, name: `${plain || 'study'}-${what}-${format}` }
}

/** Where a model comes from, for its card. */
export async function readOrigin(
  db: Db,
  studyId: string,
  parts: readonly Part[],
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
