/** Asks the sampler for trials; stores nothing. */
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import type { Sql } from '../../db/client.ts'
import type { StudyRow } from '../../db/tables/studies/study-row.ts'
import { readEnqueued } from '../../db/tables/trials/history.ts'
import type { NewTrial } from '../../db/tables/trials/insert-trials.ts'
import type { Sampler } from '../../search/sampler.ts'
import { samplers } from '../../search/samplers/index.ts'
import type { Trial } from '../../search/trial.ts'
import { listObjectives } from '../objectives.ts'
import { storedSpec } from '../study-spec.ts'
import { rememberedTrials } from './read-trials.ts'
import {
  countableSpace,
  type FilledSuggestion,
  isSamplerReady,
  type NextTrial,
} from './suggest-next.ts'
import { lockedMs, type Suggester } from './suggester.ts'

/** Infeasible suggestions become failed trials; after this many in one run, other studies get a turn. */
const maxPerRun = 1_000
const maxHoldMs = 10 // maximum time to block the event loop

const maxReadLocked = 500 // maximum number of trials to read under the lock

/** Suggestions that are not inserted yet. */
export interface PreparedSuggestions {
  firstNumber: number // number of the first trial
  suggestionCount: number // of the study, before these trials
  count: number // number of trials requested
  trials: readonly NewTrial[]
  isExhausted: boolean
  isCut: boolean // the run ended before `count` was reached: run again
  isOutOfTime: boolean // the run ended early to release the study's lock: the rest is still needed
}

/**
 * The clients that wait meanwhile: `nobody` if the study is not locked, `all` if it is. `overtaken`: it is locked
 * again, because other clients added trials while suggestions were prepared without the lock.
 */
type Waits = 'nobody' | 'all' | 'overtaken'

/**
 * Prepares up to `count` trials, fewer if the budget or the sampler is exhausted. A suggestion that cannot be built (a
 * grid cell whose kernel is larger than its input) becomes a failed trial.
 *
 * @param study  read before anything else
 * @param waits  `all`: do nothing slow; `overtaken`: at least one suggestion, unless it is very slow
 * @returns      null if it is too slow for a locked study
 */
export async function prepareSuggestions(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
  { count, waits }: { count: number; waits: Waits },
): Promise<PreparedSuggestions | null> {
  const spec = storedSpec(study)
  const loaded = { ...(await suggester.memory.load(sql, study)), id: study.id }
  const { usesHistory } = samplers[spec.sampler.type] as Sampler
  const directions = listObjectives(spec).map((objective) => objective.direction)
  const parallelism = study.parallelism ?? 1
  const needsHistory = usesHistory || spec.ordered || countableSpace(loaded, spec) !== null
  if (
    waits === 'all' &&
    needsHistory &&
    study.searchCount - rememberedTrials(study.id) > maxReadLocked
  ) {
    return null
  }
  const history = needsHistory ? await suggester.memory.history(sql, study.id) : []
  const enqueued = await readPosted(sql, study)
  const trials: NewTrial[] = []
  let waiting = 0
  let isExhausted = false
  let isOutOfTime = false
  const startedAt = performance.now()
  let heldSince = startedAt

  while (waiting < count && trials.length < maxPerRun) {
    const number = study.nextNumber + trials.length
    if (study.maxTrials !== null && study.searchCount + trials.length >= study.maxTrials) break
    const learnsUntil = spec.ordered ? number - parallelism : null
    if (learnsUntil !== null && !haveEnded(history, learnsUntil)) break
    if (performance.now() - heldSince > maxHoldMs) {
      await yieldToEventLoop()
      heldSince = performance.now()
    }
    const next: NextTrial = {
      sampler: spec.sampler,
      directions,
      seed: study.seed,
      number,
      learnsUntil,
      suggestionIndex: study.suggestionCount + trials.length,
      enqueued,
      plan: { trials: study.maxTrials, parallelism: study.parallelism },
    }
    if (!isSamplerReady(loaded, history, next)) break
    if (waits !== 'nobody') {
      const mayTake = waits === 'all' ? suggester.isQuick : suggester.isBearable
      const isLate = trials.length > 0 && performance.now() - startedAt > lockedMs
      if (isLate || !mayTake(loaded, history, next, count - waiting)) {
        if (trials.length === 0) return null
        // keep what exists: the machine may be slower than estimated
        isOutOfTime = true
        break
      }
    }
    const suggestion = await suggester.suggest(loaded, history, next)
    if (suggestion === null || suggestion === 'unsatisfiable') {
      isExhausted = true
      break
    }
    const trial = newTrial(number, suggestion)
    trials.push(trial)
    history.push({
      number,
      state: trial.state,
      params: suggestion.params,
      values: null,
      reports: new Map(),
    })
    if (trial.state !== 'failed') waiting += 1
  }

  return {
    firstNumber: study.nextNumber,
    suggestionCount: study.suggestionCount,
    count,
    trials,
    isExhausted,
    isCut: trials.length >= maxPerRun && waiting < count,
    isOutOfTime,
  }
}

function newTrial(number: number, suggestion: FilledSuggestion): NewTrial {
  const { params, spec, provenance, fault, shape } = suggestion
  const common = { number, source: 'suggested' as const, params, spec, provenance }
  if (fault !== null) return { ...common, state: 'failed', reason: `infeasible: ${fault}` }
  return { ...common, state: 'waiting', shape }
}

/** `ordered`: trial n is suggested from the results of exactly the trials 0 … n - parallelism. */
function haveEnded(history: readonly Trial[], until: number): boolean {
  return history.every(
    ({ number, state }) => number > until || (state !== 'waiting' && state !== 'running'),
  )
}

/** Configurations from users; most studies have none. */
async function readPosted(sql: Sql, study: StudyRow) {
  if (study.searchCount === study.suggestionCount) return []
  return readEnqueued(sql, study.id)
}
