/** Asks the sampler and inserts what it suggests; runs under the study's lock. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Sql } from '../db/client.ts'
import { markExhausted, type StudyRow, takeNumbers } from '../db/studies.ts'
import { insertTrials, type NewTrial } from '../db/trials.ts'
import type { Params } from '../search/params.ts'
import type { Sampler, Suggestion } from '../search/sampler.ts'
import { samplers } from '../search/samplers/index.ts'
import type { Trial } from '../search/trial.ts'
import { fillIn, type LoadedStudy } from './load-study.ts'
import { objectivesOf, type StudySpec } from './study-spec.ts'
import { isNextReady, type NextTrial } from './suggest-next.ts'
import type { Suggester } from './suggester.ts'

/** Suggestions that can never run are failed trials; so many of them in a row, and others get a turn. */
const maxPerTurn = 1_000
const maxHoldMs = 10 // of the event loop, then others get a turn

export interface Suggested {
  trials: readonly NewTrial[] // as they were inserted
  waiting: number // trials inserted that can be trained
  isCut: boolean // the turn ended before the slots were filled; look again
}

/**
 * Suggests up to `count` trials and inserts them as waiting, fewer when the budget or the sampler has no more.
 * A suggestion that cannot be built (a grid cell whose kernel is larger than its input) becomes a failed trial.
 *
 * @param claims  who gets the first, the second, …: those run from the start
 */
export async function suggestTrials(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
  count: number,
  claims: readonly NonNullable<NewTrial['claim']>[] = [],
): Promise<Suggested> {
  const spec = study.spec as StudySpec
  const loaded = { ...(await suggester.memory.load(sql, study)), id: study.id }
  const { usesHistory } = samplers[spec.sampler.type] as Sampler
  const directions = objectivesOf(spec).map((objective) => objective.direction)
  const parallelism = study.parallelism ?? 1
  const history = usesHistory || spec.ordered ? await suggester.memory.history(sql, study.id) : []
  const enqueued = await readEnqueued(sql, study)
  const trials: NewTrial[] = []
  let waiting = 0
  let isExhausted = false
  let heldSince = performance.now()

  while (waiting < count && trials.length < maxPerTurn) {
    const number = study.nextNumber + trials.length
    if (study.maxTrials !== null && number >= study.maxTrials) break
    if (spec.ordered && !isReady(history, number, parallelism)) break
    if (performance.now() - heldSince > maxHoldMs) {
      await turn()
      heldSince = performance.now()
    }
    const seen = spec.ordered ? seenBy(history, number, parallelism) : history
    const next: NextTrial = {
      sampler: spec.sampler,
      directions,
      seed: study.seed,
      number,
      suggestionIndex: study.suggestionCount + trials.length,
      enqueued,
      plan: { trials: study.maxTrials, parallelism: study.parallelism },
    }
    if (!isNextReady(loaded, seen, next)) break
    const suggestion = await suggester.suggest(loaded, seen, next)
    if (suggestion === null || suggestion === 'unsatisfiable') {
      isExhausted = true
      break
    }
    const trial = newTrial(loaded, number, suggestion, claims[waiting])
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

  const taken = trials.length
  await Promise.all([
    taken > 0 && takeNumbers(sql, { studyId: study.id, count: taken, suggested: taken }),
    insertTrials(sql, study.id, trials),
  ])
  if (isExhausted) await markExhausted(sql, study.id)
  return { trials, waiting, isCut: trials.length >= maxPerTurn && waiting < count }
}

function newTrial(
  loaded: LoadedStudy,
  number: number,
  { params, provenance }: Suggestion,
  claim: NewTrial['claim'],
): NewTrial {
  const { lastStep } = provenance
  const { spec, fault, shape } = fillIn(
    loaded,
    params,
    typeof lastStep === 'number' ? lastStep : null,
  )
  const common = {
    number,
    source: 'suggested' as const,
    params,
    spec,
    provenance,
  }
  if (fault !== null) return { ...common, state: 'failed', reason: `infeasible: ${fault}` }
  return claim ? { ...common, state: 'running', claim } : { ...common, state: 'waiting', shape }
}

/** `ordered`: trial n is suggested from the results of exactly the trials 0 … n - parallelism. */
function seenBy(history: readonly Trial[], number: number, parallelism: number): Trial[] {
  return history.filter((trial) => trial.number <= number - parallelism)
}

function isReady(history: readonly Trial[], number: number, parallelism: number): boolean {
  return seenBy(history, number, parallelism).every(
    (trial) => trial.state !== 'waiting' && trial.state !== 'running',
  )
}

/** Configurations that users gave; most studies have none. */
async function readEnqueued(sql: Sql, study: StudyRow) {
  if (study.nextNumber === study.suggestionCount) return []
  const { rows } = await sql.query<{ number: number; params: Params }>(
    `SELECT number, params FROM trial WHERE study_id = $1 AND source <> 'suggested' ORDER BY number`,
    [study.id],
  )
  return rows
}
