/** How trials of an external study end: their clients tell it. */
import type { Sql } from '../../db/client.ts'
import { rereadStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { claimTrials } from '../../db/tables/trials/claim-trials.ts'
import { type EndedTrial, endTrials, type TrialEnd } from '../../db/tables/trials/end-trials.ts'
import {
  type HeldTrial,
  heldTrials,
  type ToldTrial,
} from '../../db/tables/trials/external-trials.ts'
import { readTrialAnswers, type TrialAnswer } from '../answers/trial-answer.ts'
import { endIfDone } from '../lifecycle/end-study.ts'
import { rankValueOf } from '../lifecycle/end-trials.ts'
import type { Unknown } from '../lifecycle/stop-reason.ts'
import { requireTrial } from '../require.ts'
import { storedSpec } from '../stored-spec.ts'
import { assertValueCount } from '../value-count.ts'
import { assertRunning } from './assertions.ts'
import { type Outcome, outcomeOf } from './batch-per-study.ts'

export interface Told {
  number: number
  clientId?: string | undefined
  /** Violations: one for each outcome constraint, above 0: violated. */
  end:
    | { state: 'complete'; values: number[]; violations: number[] }
    | { state: 'failed' | 'pruned'; reason: string }
  pointer: string // to where it is in the request
}

export interface Completed {
  outcomes: Outcome<TrialAnswer[]>[] // one for each call
  study: StudyRow // as it is afterwards
  held: HeldTrial[] // what is open afterwards, for `owners`
  unknown: Unknown | null // what must be known to say whether the study has ended
}

/**
 * Ends trials; told the same end again, a trial stays as it is. Of each call all trials end or none; calls are
 * done in their order. The caller's transaction locks the study, and has read the trials that are told.
 *
 * @param owners  who will ask next: what they have is read in the same round trip
 */
export async function complete(
  sql: Sql,
  study: StudyRow,
  {
    calls,
    trials,
    owners,
  }: {
    calls: readonly (readonly Told[])[]
    trials: Map<number, ToldTrial>
    owners: readonly string[]
  },
): Promise<Completed> {
  const studyId = study.id
  const ends: EndedTrial[] = []
  const late: number[] = []
  const outcomes = calls.map((call) =>
    outcomeOf(() => {
      const ended = endsOf(study, trials, call)
      for (const { trial, end } of ended) {
        if (trial.state === 'waiting') late.push(trial.number)
        ends.push({ ...trial, end, durationMs: trial.elapsedMs })
        trials.set(trial.number, after(trial, end))
      }
      return call.map(({ number }) => number)
    }),
  )
  const fencing = await takeBack(sql, study, late)
  const ending = ends.map((one) => ({ ...one, fencing: fencing.get(one.number) ?? one.fencing }))
  const [written, studyAfter, answers, heldAfter] = await Promise.all([
    endTrials(sql, studyId, ending),
    rereadStudy(sql, studyId),
    readTrialAnswers(sql, studyId, [...trials.keys()]),
    owners.length === 0 ? [] : heldTrials(sql, studyId, owners),
  ])
  if (written.length !== ends.length) throw new Error('a trial ended under the study’s lock')
  const unknown = ends.length > 0 ? await endIfDone(sql, studyAfter, null) : null
  return {
    outcomes: outcomes.map((outcome) =>
      'problem' in outcome
        ? outcome
        : { result: outcome.result.map((number) => answers.get(number)!) },
    ),
    study: studyAfter,
    held: heldAfter,
    unknown,
  }
}

/** The trials of one call that end by it. */
function endsOf(
  study: StudyRow,
  trials: ReadonlyMap<number, ToldTrial>,
  call: readonly Told[],
): { trial: ToldTrial; end: TrialEnd }[] {
  const ended = new Map<number, { trial: ToldTrial; end: TrialEnd }>()
  for (const { number, clientId, end, pointer } of call) {
    const before = ended.get(number)
    const trial = before
      ? after(before.trial, before.end)
      : requireTrial(trials.get(number), study.id, number)
    if (isRepeated(trial, end)) continue
    // a client that was silent for too long may still tell the result, until another has the trial
    const isLate = trial.state === 'waiting' && trial.attempt > 0
    if (!isLate) assertRunning(trial, clientId)
    ended.set(number, { trial, end: trialEnd(study, end, pointer) })
  }
  return [...ended.values()]
}

function trialEnd(study: StudyRow, end: Told['end'], pointer: string): TrialEnd {
  if (end.state !== 'complete') return { ...end, step: null }
  const { values, violations } = end
  assertValueCount(storedSpec(study), values, `${pointer}/values`)
  const rankValue = rankValueOf(values[0]!, study.direction, violations)
  return { state: 'complete', values, violations, rankValue, step: null }
}

function isRepeated(trial: ToldTrial, end: Told['end']): boolean {
  if (trial.state !== end.state) return false
  if (end.state !== 'complete') return true
  return isEqual(end.values, trial.values) && isEqual(end.violations, trial.violations ?? [])
}

function isEqual(told: readonly number[], known: readonly number[]): boolean {
  return told.length === known.length && told.every((value, at) => value === known[at])
}

/** The trial as it is once it has ended: whoever tells more of it in the same batch is compared with that. */
function after(trial: ToldTrial, end: TrialEnd): ToldTrial {
  const { state } = end
  if (state !== 'complete') return { ...trial, state }
  return { ...trial, state, values: end.values, violations: [...(end.violations ?? [])] }
}

/** Trials that wait again run for a moment more, so that they can end. @returns their new fencing numbers */
async function takeBack(
  sql: Sql,
  study: StudyRow,
  numbers: number[],
): Promise<Map<number, number>> {
  if (numbers.length === 0) return new Map()
  const claim = { studyId: study.id, numbers, limit: numbers.length, owner: 'late', device: null }
  const claimed = await claimTrials(sql, { ...claim, leaseMs: 0 })
  return new Map(claimed.map(({ number, fencing }) => [number, fencing]))
}
