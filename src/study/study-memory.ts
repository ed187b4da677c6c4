/**
 * What a process remembers of studies between suggestions: the parsed space and the trials that have ended, which
 * never change again. Only open and new trials are read each time. Spaces and trials that did not change are the
 * same objects as before: samplers keep what they derived from them.
 */
import type { Sql } from '../db/client.ts'
import type { StudyRow } from '../db/studies.ts'
import type { Trial } from '../search/trial.ts'
import { type LoadedSpace, type LoadedStudy, loadStudy } from './load-study.ts'
import { readTrials } from './read-trials.ts'
import { createRecentlyUsed } from './recently-used.ts'
import type { StudySpec } from './study-spec.ts'
import { readWarmTrials } from './warm-start.ts'

export interface StudyMemory {
  load(sql: Sql, study: StudyRow): Promise<LoadedStudy>
  /** Every trial of the study, by number, after what it learned of another; call it under the study's lock. The array is the caller's. */
  history(sql: Sql, studyId: string): Promise<Trial[]>
}

interface Remembered {
  warm: Trial[] // of the study that this one started from
  trials: Trial[]
  open: Set<number> // numbers to read again: of trials that may change
}

const maxStudies = 64
const maxTrials = 200_000

export function createStudyMemory(): StudyMemory {
  const spaces = createRecentlyUsed<LoadedSpace>(() => 1, maxStudies)
  const histories = createRecentlyUsed<Remembered>(
    ({ trials, warm }) => 1 + trials.length + warm.length,
    maxTrials,
  )
  return {
    async load(sql, study) {
      const known = spaces.get(study.id)
      if (known !== undefined) return { ...known, spec: study.spec as StudySpec }
      const { spec, ...loaded } = await loadStudy(sql, study)
      spaces.set(study.id, loaded)
      return { spec, ...loaded }
    },
    async history(sql, studyId) {
      const known = histories.get(studyId) ?? {
        warm: await readWarmTrials(sql, studyId),
        trials: [],
        open: new Set(),
      }
      const last = known.trials.at(-1)
      const read = await readTrials(sql, studyId, {
        from: last === undefined ? 0 : last.number + 1,
        numbers: [...known.open],
      })
      const renewed = merge(known, read)
      histories.set(studyId, renewed)
      return [...renewed.warm, ...renewed.trials]
    },
  }
}

/** What was open and is not there any more belonged to a transaction that came to nothing. */
function merge(known: Remembered, read: readonly (Trial & { isFinal: boolean })[]): Remembered {
  const fresh = new Map(read.map((trial) => [trial.number, trial]))
  const open = new Set<number>()
  const trials: Trial[] = []
  const keep = (before: Trial | null, { isFinal, ...trial }: Trial & { isFinal: boolean }) => {
    if (!isFinal) open.add(trial.number)
    trials.push(before !== null && isUnchanged(before, trial) ? before : trial)
  }
  for (const trial of known.trials) {
    if (!known.open.has(trial.number)) {
      trials.push(trial)
      continue
    }
    const now = fresh.get(trial.number)
    fresh.delete(trial.number)
    if (now !== undefined) keep(trial, now)
  }
  for (const trial of fresh.values()) keep(null, trial)
  return { warm: known.warm, trials, open }
}

function isUnchanged(before: Trial, now: Trial): boolean {
  return (
    before.state === now.state &&
    before.reports.size === now.reports.size &&
    JSON.stringify([before.values, before.params, [...before.reports]]) ===
      JSON.stringify([now.values, now.params, [...now.reports]])
  )
}
