/**
 * The thread in which long suggestions are computed. It remembers the studies that it was asked about, so that it is
 * told only what has changed. Only src/search and schemas are loaded: TensorFlow does not share a process's threads.
 */
import type { DatasetSummary } from '../data/summary.ts'
import type { SuggestResult } from '../search/sampler.ts'
import type { Trial } from '../search/trial.ts'
import { type LoadedSpace, loadSpace } from './load-study.ts'
import { createRecentlyUsed } from './recently-used.ts'
import type { StudySpec } from './study-spec.ts'
import { type NextTrial, suggestNext } from './suggest-next.ts'

/** What has changed in a study's history. */
export interface ThreadMessage {
  studyId: string
  base: number // how many messages this one builds on; 0: it starts anew
  study: { spec: StudySpec; data: DatasetSummary | null } | null // null unless it starts anew
  length: number // of the history
  changed: (readonly [index: number, trial: Trial])[]
  next: NextTrial | null // null: there is more to tell before anything is asked
}

/** Forgotten: the thread does not have what the message builds on. */
export type ThreadAnswer = { suggestion: SuggestResult } | 'told' | 'forgotten'

interface Known {
  loaded: LoadedSpace
  trials: Trial[]
  messages: number
}

const maxTrials = 200_000
const known = createRecentlyUsed<Known>(({ trials }) => 1 + trials.length, maxTrials)

export default function answer(message: ThreadMessage): ThreadAnswer {
  const { studyId, study, base, length, changed, next } = message
  const before = study === null ? known.get(studyId) : begin(study)
  if (before === undefined || before.messages !== base) return 'forgotten'
  before.messages += 1
  for (const [index, trial] of changed) before.trials[index] = trial
  before.trials.length = length
  known.set(studyId, before)
  if (next === null) return 'told'
  return { suggestion: suggestNext(before.loaded, before.trials, next) }
}

function begin({ spec, data }: NonNullable<ThreadMessage['study']>): Known {
  return { loaded: loadSpace(spec, data), trials: [], messages: 0 }
}
