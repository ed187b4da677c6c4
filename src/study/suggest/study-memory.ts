/**
 * Per-process cache for suggestions: parsed spaces and warm-start trials; `readTrials` caches the trials. Unchanged
 * data stays the same object, for which samplers cache derived data.
 */
import type { Sql } from '../../db/client.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import type { Trial } from '../../search/trial.ts'
import { type LoadedSpace, type LoadedStudy, loadStudy } from '../load-study.ts'
import { createLruCache } from '../lru-cache.ts'
import { storedSpec } from '../study-spec.ts'
import { readTrials } from './read-trials.ts'
import { readWarmTrials } from './warm-start.ts'

export interface StudyMemory {
  load(sql: Sql, study: StudyRow): Promise<LoadedStudy>
  /**
   * All trials of the study by number, after those of the warm start; without the lock they may be newer than the
   * study's row. The caller owns the array.
   */
  history(sql: Sql, studyId: string): Promise<Trial[]>
}

const maxStudies = 64
const maxTrials = 200_000

export function createStudyMemory(): StudyMemory {
  const spaces = createLruCache<LoadedSpace>(() => 1, maxStudies)
  const warm = createLruCache<Trial[]>(({ length }) => 1 + length, maxTrials)
  return {
    async load(sql, study) {
      const known = spaces.get(study.id)
      if (known !== undefined) return { ...known, spec: storedSpec(study) }
      const { spec, ...loaded } = await loadStudy(sql, study)
      spaces.set(study.id, loaded)
      return { spec, ...loaded }
    },
    async history(sql, studyId) {
      const known = warm.get(studyId) ?? (await readWarmTrials(sql, studyId))
      warm.set(studyId, known)
      return [...known, ...(await readTrials(sql, studyId))]
    },
  }
}
