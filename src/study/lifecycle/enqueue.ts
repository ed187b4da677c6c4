/** Enqueues a configuration to try next, or imports a finished trial. */
import { type Db, type Sql, studyTransaction } from '../../db/client.ts'
import { insertReports } from '../../db/tables/metrics/reports.ts'
import { reopenStudy, takeNumbers, updateStudy } from '../../db/tables/studies/change-study.ts'
import { lockStudy, rereadStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { insertTrials } from '../../db/tables/trials/insert-trials.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import type { Direction } from '../../search/compare/direction.ts'
import { withDefaults } from '../../search/defaults.ts'
import { matchSpec } from '../../search/space/match-spec.ts'
import type { Params } from '../../search/space/params.ts'
import { withOwnNames } from '../../search/space/parse/parameter-names.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import type { ResultState } from '../../search/trial.ts'
import { loadStudy } from '../load-study.ts'
import { requireKept } from '../require.ts'
import {
  type Configuration,
  checkConfiguration,
  firstTrialProvenance,
  matchConfiguration,
} from '../suggest/first-trials.ts'
import { valueCountFaults } from '../value-count.ts'
import { computeRankValue } from './finish-trials.ts'
import { findStopReason } from './stop-reason.ts'

export interface EnqueuedTrial {
  given: { params: Params } | { spec: Record<string, unknown> } // a spec may be partial
  result: ImportedResult | null // null: to be run
  extend?: boolean // raise a budget of trials that is used up by one, and reopen the study if that had ended it
}

/** Result of a trial that was run elsewhere. */
export interface ImportedResult {
  state: ResultState
  values: number[] // one per objective of a complete trial
  reason: string // for failed and pruned trials
  reports: { step: number; value: number | null }[] // by ascending step
}

/** @returns number of the new trial */
export async function enqueueTrial(
  db: Db,
  queues: Queues,
  studyId: string,
  { given, result, extend = false }: EnqueuedTrial,
): Promise<number> {
  const number = await studyTransaction(db, studyId, async (sql) => {
    const study = requireKept(await lockStudy(sql, studyId), studyId)
    if (extend) await makeRoom(sql, study)
    else assertRoom(study)
    const loaded = await loadStudy(sql, study)
    const configuration = read(given, loaded.space, { isResult: result !== null })
    const { params, filled } = configuration
    const pointer = 'params' in given ? '/params' : '/spec'
    const { filledIn, ...checked } = checkConfiguration(loaded, configuration, pointer)
    const ofValues =
      result?.state === 'complete' ? valueCountFaults(loaded.spec, result.values, '/values') : []
    const faults = [...checked.faults, ...ofValues]
    if (filledIn === null || faults.length > 0) {
      throw new Problem('invalid-trial', 'The trial is not valid.', faults)
    }
    const { spec, shape } = filledIn
    const first = await takeNumbers(sql, { studyId, count: 1, suggested: 0 })
    const common = { number: first, params, spec }
    const provenance = firstTrialProvenance({ phase: 'enqueued', filled })
    await insertTrials(sql, studyId, [
      result === null
        ? { ...common, state: 'waiting', source: 'enqueued', shape, provenance }
        : { ...common, ...imported(result, study.direction) },
    ])
    if (result !== null) await insertReports(sql, { studyId, number: first }, result.reports)
    return first
  })
  await queues.addSearch(studyId)
  return number
}

function assertRoom({ state, phase, maxTrials, searchCount }: StudyRow): void {
  if (state !== 'running' && state !== 'paused') {
    const detail = `The study is ${state} and takes no more trials. If its budget ended it, \`extend=true\` reopens it for this one.`
    throw new Problem('wrong-state', detail)
  }
  if (phase !== 'search') {
    throw new Problem('wrong-state', 'The search has ended, and takes no more trials.')
  }
  if (maxTrials === null || searchCount < maxTrials) return
  const detail = `The budget of ${maxTrials} trials is used up: raise budget.trials with PATCH first, or give \`extend=true\`.`
  throw new Problem('budget-used-up', detail)
}

/** Raises a budget of trials that is used up by one, and reopens a study that it had ended. */
async function makeRoom(sql: Sql, study: StudyRow): Promise<void> {
  const { id, maxTrials, searchCount } = study
  if (maxTrials !== null && searchCount >= maxTrials) {
    await updateStudy(sql, id, { budget: { trials: searchCount + 1 } })
  }
  if (study.phase === 'done') await reopenStudy(sql, id)
  const changed = await rereadStudy(sql, id)
  const stopReason = changed.state === 'running' ? await findStopReason(sql, changed, null) : null
  if (typeof stopReason === 'string') {
    const detail = `The study would end again at once (${stopReason}): raise that limit with PATCH first.`
    throw new Problem('wrong-state', detail)
  }
  assertRoom(changed)
}

/** A result belongs to exact params, so missing ones are not filled in. */
function read(
  given: EnqueuedTrial['given'],
  space: SearchSpace,
  { isResult }: { isResult: boolean },
): Configuration {
  if ('spec' in given) {
    const { spec } = given
    return isResult ? { ...matchSpec(space, spec), filled: [] } : matchConfiguration(space, spec)
  }
  const params = withOwnNames(space, given.params)
  return { ...(isResult ? { params, filled: [] } : withDefaults(space, params)), faults: [] }
}

function imported({ state, values, reason, reports }: ImportedResult, direction: Direction) {
  const [value] = values
  const last = reports.at(-1)?.step
  // step of the value, if the curve contains it
  const step = reports.find((report) => report.value === value)?.step ?? last
  const common = {
    state,
    source: 'imported' as const,
    provenance: { phase: 'imported' },
    ...(step === undefined ? {} : { step, lastStep: last ?? step }),
  }
  return state === 'complete' && value !== undefined
    ? { ...common, values, rankValue: computeRankValue(value, direction) }
    : { ...common, reason }
}
