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

/** Why these params cannot be trained; null when they can. External studies say so themselves. */
export function infeasibility(study: LoadedStudy, params: Params): string | null {
  if (study.data === null) return null
  const { spec } = instantiate(study.space, params)
  const fault = checkTrialSpec(spec, study.data).faults[0]
  return fault ? `${fault.pointer}: ${fault.detail}` : null
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
