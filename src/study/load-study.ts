/** A study with its space parsed and its dataset's shape at hand: what suggesting needs. */

import type { DatasetSummary } from '../data/summary.ts'
import type { Sql } from '../db/client.ts'
import type { StudyRow } from '../db/studies.ts'
import type { Params } from '../search/params.ts'
import { instantiate } from '../search/space/instantiate.ts'
import { parseSpace } from '../search/space/parse-space.ts'
import type { SearchSpace } from '../search/space/space.ts'
import { checkTrialSpec } from './check-trial-spec.ts'
import type { StudySpec } from './study-spec.ts'

export interface LoadedStudy {
  spec: StudySpec
  space: SearchSpace
  data: DatasetSummary | null // null: external study
}

/** @throws Error when the stored space does not parse: it did when the study was created */
export async function loadStudy(
  sql: Sql,
  study: Pick<StudyRow, 'id' | 'spec' | 'datasetId'>,
): Promise<LoadedStudy> {
  const spec = study.spec as StudySpec
  const parsed = parseSpace(spec.space)
  if (!parsed.ok) throw new Error(`the space of study ${study.id} does not parse`)
  return { spec, space: parsed.space, data: await readSummary(sql, study.datasetId) }
}

/** A trial's specification, and whether it can be trained; external studies know that by themselves. */
export interface FilledIn {
  spec: unknown
  fault: string | null // why it cannot be trained
  shape: string | null // see trial-shape.ts
}

/** @param lastStep  of a trial that is a part of a longer training; null: the space says */
export function fillIn(
  { space, data }: Pick<LoadedStudy, 'space' | 'data'>,
  params: Params,
  lastStep: number | null = null,
): FilledIn {
  const { spec } = instantiate(space, params)
  if (data === null) return { spec, fault: null, shape: null }
  if (lastStep !== null) spec.epochs = lastStep
  const { faults, shape } = checkTrialSpec(spec, data)
  const [first] = faults
  return { spec, fault: first ? `${first.pointer}: ${first.detail}` : null, shape }
}

async function readSummary(sql: Sql, datasetId: string | null): Promise<DatasetSummary | null> {
  if (datasetId === null) return null
  const { rows } = await sql.query<{ summary: DatasetSummary }>(
    'SELECT summary FROM dataset WHERE id = $1',
    [datasetId],
  )
  if (!rows[0]) throw new Error(`dataset ${datasetId} is gone`)
  return rows[0].summary
}
