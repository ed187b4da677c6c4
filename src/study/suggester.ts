/** What a process needs to suggest trials, made once: its memory of studies, and threads for what takes long. */
import type { SuggestResult } from '../search/sampler.ts'
import type { Trial } from '../search/trial.ts'
import type { LoadedStudy } from './load-study.ts'
import { createStudyMemory, type StudyMemory } from './study-memory.ts'
import { costOfNext, type NextTrial, suggestNext } from './suggest-next.ts'
import { createSuggestThreads, type SuggestThreads } from './suggest-threads.ts'

export interface Suggester {
  memory: StudyMemory
  threads: SuggestThreads
  /** In a thread when it takes long. */
  suggest(
    study: LoadedStudy & { id: string },
    history: readonly Trial[],
    next: NextTrial,
  ): Promise<SuggestResult> | SuggestResult
  close(): Promise<void>
}

/** Longer suggestions leave the event loop alone: requests of others wait for it. */
const longMs = 4

export function createSuggester(): Suggester {
  const threads = createSuggestThreads()
  return {
    memory: createStudyMemory(),
    threads,
    suggest(study, history, next) {
      return costOfNext(study, history, next) > longMs
        ? threads.suggest(study, history, next)
        : suggestNext(study, history, next)
    },
    close: () => threads.close(),
  }
}
