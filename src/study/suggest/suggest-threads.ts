/**
 * Pool of threads for suggestions that would block the event loop. A study always uses the same thread, which caches
 * it.
 */
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Direction } from '../../search/compare/direction.ts'
import type { Trial } from '../../search/trial.ts'
import type { LoadedStudy } from '../load-study.ts'
import { createLruCache } from '../lru-cache.ts'
import type { NextSuggestion, NextTrial } from './suggest-next.ts'
import type { Answer, Question, ThreadAnswer, ThreadMessage } from './suggest-thread.ts'

export interface SuggestThreads {
  /** One at a time per study: the caller holds its lock. Unchanged trials are recognized by object identity. */
  suggest(
    study: LoadedStudy & { id: string },
    history: readonly Trial[],
    next: NextTrial,
  ): Promise<NextSuggestion>
  /** Expected improvement by the next trial, see src/search/expected-improvement.ts; same conditions as `suggest`. */
  improvement(
    study: LoadedStudy & { id: string },
    history: readonly Trial[],
    of: { direction: Direction; seed: number },
  ): Promise<number | null>
  answered(): number // number of suggestions so far
  close(): Promise<void>
}

const entry = fileURLToPath(new URL('./suggest-thread.js', import.meta.url))
const mostThreads = 4
const idleMs = 60_000
const maxSentTrials = 200_000 // trials remembered as sent
const messageTrials = 500 // copying more at once would block the event loop

export function createSuggestThreads(
  size = Math.min(mostThreads, Math.max(1, os.availableParallelism() - 1)),
): SuggestThreads {
  // one pool per thread, because a study must return to the thread that caches it
  const threads = Array.from(
    { length: size },
    () =>
      new Piscina<ThreadMessage, ThreadAnswer>({
        filename: entry,
        minThreads: 0,
        maxThreads: 1,
        idleTimeout: idleMs,
        // Node 20 aborts the process when a thread is terminated while `require` links a module; `import` is safe
        execArgv: [...process.execArgv, '--no-experimental-require-module'],
      }),
  )
  const sent = createLruCache<SentHistory>(({ trials }) => 1 + trials.length, maxSentTrials)
  let answered = 0

  const ask = async (
    study: LoadedStudy & { id: string },
    history: readonly Trial[],
    question: Question,
  ): Promise<Answer> => {
    const thread = threads[threadIndex(study.id, size)] as (typeof threads)[number]
    for (let tries = 0; tries < 2; tries++) {
      const known = sent.get(study.id) ?? { messages: 0, trials: [] }
      // deleted until everything succeeded
      sent.delete(study.id)
      for (const message of messagesFor(study, history, question, known)) {
        const answer = await thread.run(message)
        if (answer === 'forgotten') break
        known.messages += 1
        if (answer === 'stored') continue
        sent.set(study.id, { ...known, trials: [...history] })
        return answer
      }
    }
    throw new Error('the thread lost the history it was sent')
  }

  return {
    async suggest(study, history, next) {
      const answer = await ask(study, history, { next })
      if (!('suggestion' in answer)) throw new Error('the thread answered another question')
      answered += 1
      return answer.suggestion
    },
    async improvement(study, history, improvementFor) {
      const answer = await ask(study, history, { improvementFor })
      if (!('improvement' in answer)) throw new Error('the thread answered another question')
      return answer.improvement
    },
    answered: () => answered,
    async close() {
      await Promise.all(threads.map((thread) => thread.destroy()))
    },
  }
}

/** History that a thread has received. */
interface SentHistory {
  messages: number
  trials: readonly Trial[]
}

function* messagesFor(
  study: LoadedStudy & { id: string },
  history: readonly Trial[],
  question: Question,
  { messages, trials }: SentHistory,
): Generator<ThreadMessage> {
  const changed = history.flatMap((trial, index) =>
    trials[index] === trial ? [] : [[index, trial] as const],
  )
  for (let at = 0, base = messages; ; at += messageTrials, base++) {
    const isLast = at + messageTrials >= changed.length
    yield {
      studyId: study.id,
      base,
      study: base === 0 ? { spec: study.spec, data: study.data } : null,
      length: history.length,
      changed: changed.slice(at, at + messageTrials),
      question: isLast ? question : null,
    }
    if (isLast) return
  }
}

function threadIndex(studyId: string, threads: number): number {
  let hash = 0
  for (let i = 0; i < studyId.length; i++) hash = (31 * hash + studyId.charCodeAt(i)) >>> 0
  return hash % threads
}
