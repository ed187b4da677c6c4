/** Loads a study for suggesting: parsed space and summary of the dataset. */

import { countFolds } from '../data/split/validation.ts'
import type { DatasetSummary } from '../data/summary.ts'
import type { Sql } from '../db/client.ts'
import { readSummary } from '../db/tables/datasets.ts'
import type { StudyRow } from '../db/tables/studies/study-row.ts'
import { parseRestricted } from '../search/space/restricted-space.ts'
import type { SearchSpace } from '../search/space/space.ts'
import type { StudySpec } from './study-spec.ts'
import { storedSpec } from './study-spec.ts'

/** Immutable input of suggestions. */
export interface LoadedSpace {
  space: SearchSpace
  data: DatasetSummary | null // null for an external study
  folds: number // number of trainings per trial
}

export interface LoadedStudy extends LoadedSpace {
  spec: StudySpec
}

/** @throws Error if the stored space does not parse, although it did when the study was created */
export async function loadStudy(
  sql: Sql,
  study: Pick<StudyRow, 'id' | 'spec' | 'datasetId'>,
): Promise<LoadedStudy> {
  const spec = storedSpec(study)
  return { spec, ...loadSpace(spec, await loadSummary(sql, study.datasetId)) }
}

/** @throws Error if the stored space does not parse */
export function loadSpace(spec: StudySpec, data: DatasetSummary | null): LoadedSpace {
  const { space, faults } = parseRestricted(spec)
  if (space === null || faults.length > 0) {
    throw new Error(`the space of study "${spec.name}" does not parse`)
  }
  return { space, data, folds: countFolds(spec.validation) }
}

async function loadSummary(sql: Sql, datasetId: string | null): Promise<DatasetSummary | null> {
  if (datasetId === null) return null
  const summary = await readSummary(sql, datasetId)
  if (summary === null) throw new Error(`dataset ${datasetId} does not exist`)
  return summary as DatasetSummary
}
