/** What the training of a trial follows from, so that it can be repeated elsewhere. */
import { z } from 'zod'
import type { Db } from '../../db/client.ts'
import { TrialSource } from '../../db/rows.ts'
import { blobId, digestOf } from '../../db/tables/blobs.ts'
import { findDatasetRow } from '../../db/tables/datasets.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { findTrial } from '../../db/tables/trials/read-trials.ts'
import { Execution } from '../../engine/execution.ts'
import { Problem } from '../../errors.ts'
import { requireStudy, requireTrial } from '../require.ts'
import { storedSpec } from '../study-spec.ts'
import { StoredSpec } from './studies/study-answer.ts'
import { FilledSpace } from './trial-answer.ts'

const Digest = z.strictObject({
  sha256: z.string().describe('of the bytes, in hexadecimal'),
  bytes: z.int().describe('number of bytes'),
})

export const Recipe = z
  .strictObject({
    study: z.strictObject({ id: z.string(), name: z.string(), seed: z.int(), spec: StoredSpec }),
    trial: z.strictObject({
      number: z.int(),
      source: TrialSource,
      copyOf: z.int().nullable(),
      seed: z.int().nullable().describe('null: derived from the study’s seed and the number'),
      splitSeed: z.int().nullable().describe('null: the study’s seed'),
      spec: FilledSpace,
      value: z.number().nullable(),
      step: z.int().nullable(),
      device: z.string().nullable(),
      execution: Execution.nullable().optional(),
    }),
    dataset: Digest.extend({
      id: z.string(),
      name: z.string(),
      rows: z.int(),
      spec: z.unknown().describe('how its file was read'),
    }),
    model: Digest.nullable().describe('null if the study did not keep the model'),
  })
  .meta({ id: 'Recipe' })
export type Recipe = z.infer<typeof Recipe>

/** @throws Problem study-not-found, trial-not-found, wrong-state */
export async function readRecipe(db: Db, studyId: string, number: number): Promise<Recipe> {
  const study = requireStudy(await readStudy(db.pool, studyId), studyId)
  const trial = requireTrial(await findTrial(db, studyId, number), studyId, number)
  const spec = storedSpec(study)
  const refuse = (why: string) => new Problem('wrong-state', `Trial ${number} ${why}`)
  if (study.datasetId === null) throw refuse('was trained elsewhere: its study is external.')
  if (trial.state !== 'complete') {
    throw refuse(`is ${trial.state}: only the training of a complete trial can be repeated.`)
  }
  const { parent } = trial.provenance as { parent?: number | null }
  if (typeof parent === 'number') {
    throw refuse(`continues from trial ${parent}, whose checkpoint is not kept.`)
  }
  const dataset = await findDatasetRow(db, study.datasetId)
  const data = dataset && (await digestOf(db.pool, dataset.blobId))
  if (!data) throw new Error(`the dataset of study ${studyId} does not exist`)
  return {
    study: { id: studyId, name: spec.name, seed: study.seed, spec },
    trial: {
      number,
      source: trial.source,
      copyOf: trial.copyOf,
      seed: trial.seed,
      splitSeed: trial.splitSeed,
      spec: trial.spec,
      value: trial.value,
      step: trial.step,
      device: trial.device,
      execution: trial.execution as Execution | null,
    },
    dataset: {
      id: dataset.id,
      name: dataset.name,
      rows: dataset.rows,
      spec: dataset.spec,
      ...data,
    },
    model: await digestOf(db.pool, blobId.model(studyId, number)),
  }
}
