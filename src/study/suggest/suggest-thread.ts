/**
 * Worker thread for slow suggestions. It caches the studies it has seen, so that only changes are sent. It loads
 * src/search and schemas only, because TensorFlow cannot be loaded in several threads of a process.
 */
import type { DatasetSummary } from '../../data/summary.ts'
import type { Direction } from '../../search/compare/direction.ts'
import { expectedImprovement } from '../../search/expected-improvement.ts'
import type { Trial } from '../../search/trial.ts'
import { type LoadedSpace, loadSpace } from '../load-study.ts'
import { createLruCache } from '../lru-cache.ts'
import type { StudySpec } from '../study-spec.ts'
import { type NextSuggestion, type NextTrial, suggestNext } from './suggest-next.ts'

/** Changes of a study's history. */
export interface ThreadMessage {
  studyId: string
  base: number // number of messages that this one builds on; 0: start over
  study: { spec: StudySpec; data: DatasetSummary | null } | null // null unless starting over
  length: number // length of the history
  changed: (readonly [index: number, trial: Trial])[]
  question: Question | null // null: more messages follow before the question
}

export type Question =
  | { next: NextTrial }
  | { improvementFor: { direction: Direction; seed: number } } // expected improvement by the next trial

/** Forgotten: the thread lacks the history that the message builds on. */
export type ThreadAnswer = Answer | 'stored' | 'forgotten'

export type Answer = { suggestion: NextSuggestion } | { improvement: number | null }

interface Known {
  loaded: LoadedSpace
  trials: Trial[]
  messages: number
}

const maxTrials = 200_000
const known = createLruCache<Known>(({ trials }) => 1 + trials.length, maxTrials)

export default function answer(message: ThreadMessage): ThreadAnswer {
  const { studyId, study, base, length, changed, question } = message
  const before = study === null ? known.get(studyId) : begin(study)
  if (before === undefined || before.messages !== base) return 'forgotten'
  before.messages += 1
  for (const [index, trial] of changed) before.trials[index] = trial
  before.trials.length = length
  known.set(studyId, before)
  return question === null ? 'stored' : answerQuestion(before, question)
}

function answerQuestion({ loaded, trials }: Known, question: Question): Answer {
  if ('next' in question) return { suggestion: suggestNext(loaded, trials, question.next) }
  // warm-start trials, below 0, do not count as progress of this study
  const ended = trials.filter(
    ({ number, state }) => number >= 0 && state !== 'running' && state !== 'waiting',
  )
  const { space } = loaded
  return { improvement: expectedImprovement(space, ended, question.improvementFor) }
}

function begin({ spec, data }: NonNullable<ThreadMessage['study']>): Known {
  return { loaded: loadSpace(spec, data), trials: [], messages: 0 }
}
