/**
 * Per-process tools for suggesting trials: caches of studies, and threads for slow suggestions and for inspecting
 * posted studies.
 */
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
  /** Are this many suggestions fast enough for a locked study? */
  isQuick(study: LoadedStudy, history: readonly Trial[], next: NextTrial, count: number): boolean
  /**
   * Is the next suggestion alone fast enough for a locked study? Otherwise a client that is always overtaken would
   * never get one.
   */
  isBearable(study: LoadedStudy, history: readonly Trial[], next: NextTrial): boolean
  /** Serializes preparations for the same study. */
  studyMutex: KeyedMutex
  /** Uses a thread if it is slow. */
  suggest(
    study: LoadedStudy & { id: string },
    history: readonly Trial[],
    next: NextTrial,
  ): Promise<NextSuggestion> | NextSuggestion
  close(): Promise<void>
}

/** Slower suggestions run in a thread, so that they do not block the event loop. */
const longMs = 4

/** For all suggestions under one lock: beyond this, another transaction costs less than a longer lock. */
export const lockedMs = 250

/** For a single suggestion: lock timeouts are more than twice as long, see `defaultTimeouts`. */
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
