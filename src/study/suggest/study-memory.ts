/**
 * What a process remembers of studies between suggestions: the parsed space, and what was learned of another study;
 * `readTrials` remembers the trials. What did not change is the same object as before: samplers keep what they derived
 * from it.
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
  /** Every trial of the study, by number, after what it learned of another; without its lock they may be newer than what was read before. The array is the caller's. */
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
