/** What a process needs to suggest trials, made once: its memory of studies, and threads for what takes long, also when a study is posted. */
import { createKeyedMutex, type KeyedMutex } from '../../db/keyed-mutex.ts'
import type { Trial } from '../../search/trial.ts'
import { createSpaceInspector, type SpaceInspector } from '../check/space-inspector.ts'
import type { LoadedStudy } from '../load-study.ts'
import { createStudyMemory, type StudyMemory } from './study-memory.ts'
import { estimateCostMs, type NextSuggestion, type NextTrial, suggestNext } from './suggest-next.ts'
import { createSuggestThreads, type SuggestThreads } from './suggest-threads.ts'

export interface Suggester {
  memory: StudyMemory
  threads: SuggestThreads
  spaces: SpaceInspector
  /** Do so many suggestions take so little that the study may stay locked meanwhile? */
  isQuick(study: LoadedStudy, history: readonly Trial[], next: NextTrial, count: number): boolean
  /** May the study stay locked for the next one alone? Whoever is overtaken again and again would never have any. */
  isBearable(study: LoadedStudy, history: readonly Trial[], next: NextTrial): boolean
  /** Those who think about one study do so one after the other. */
  studyMutex: KeyedMutex
  /** In a thread when it takes long. */
  suggest(
    study: LoadedStudy & { id: string },
    history: readonly Trial[],
    next: NextTrial,
  ): Promise<NextSuggestion> | NextSuggestion
  close(): Promise<void>
}

/** Longer suggestions leave the event loop alone: requests of others wait for it. */
const longMs = 4

/** Of all suggestions that are thought of while a study is locked: another transaction costs less than waiting longer. */
export const lockedMs = 250

/** Of one suggestion: others wait for a lock more than twice as long, see `defaultLimits`. */
const bearableMs = 2_000

const longestMs = 60_000

export function createSuggester(): Suggester {
  const threads = createSuggestThreads()
  const spaces = createSpaceInspector()
  return {
    memory: createStudyMemory(),
    threads,
    spaces,
    studyMutex: createKeyedMutex({ atOnce: Number.POSITIVE_INFINITY, waitMs: longestMs }),
    isQuick(study, history, next, count) {
      const costMs = estimateCostMs(study, history, next)
      return costMs <= longMs && costMs * count <= lockedMs
    },
    isBearable: (study, history, next) => estimateCostMs(study, history, next) <= bearableMs,
    suggest(study, history, next) {
      return estimateCostMs(study, history, next) > longMs
        ? threads.suggest(study, history, next)
        : suggestNext(study, history, next)
    },
    async close() {
      await Promise.all([threads.close(), spaces.close()])
    },
  }
}
