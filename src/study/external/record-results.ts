/** Tell: records the final results that clients report. */
import type { Sql } from '../../db/client.ts'
import { rereadStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { claimTrials } from '../../db/tables/trials/claim-trials.ts'
import { type EndedTrial, endTrials, type TrialEnd } from '../../db/tables/trials/end-trials.ts'
import {
  type ExternalTrial,
  type OpenExternalTrial,
  readOpenTrials,
} from '../../db/tables/trials/external-trials.ts'
import { readTrialAnswers, type TrialAnswer } from '../answers/trial-answer.ts'
import { endIfDone } from '../lifecycle/end-study.ts'
import { computeRankValue } from '../lifecycle/finish-trials.ts'
import type { ImprovementNeeded } from '../lifecycle/stop-reason.ts'
import { requireTrial } from '../require.ts'
import { storedSpec } from '../study-spec.ts'
import { assertValueCount } from '../value-count.ts'
import { type Outcome, toOutcome } from './batch-per-study.ts'
import { assertRunning } from './require-external.ts'

export interface TrialResult {
  number: number
  clientId?: string | undefined
  /** Violations: one per outcome constraint; above 0, it is violated. */
  end:
    | { state: 'complete'; values: number[]; violations: number[] }
    | { state: 'failed' | 'pruned'; reason: string }
  pointer: string // to the result in the request
}

export interface RecordedResults {
  outcomes: Outcome<TrialAnswer[]>[] // one per call
  study: StudyRow // after recording
  held: OpenExternalTrial[] // open trials after recording, for `owners`
  unknown: ImprovementNeeded | null // improvement needed to decide whether the study has ended
}

/**
 * Ends trials. Repeating a result changes nothing. The trials of one call all end or none do; calls are processed in
 * order. The caller's transaction locks the study and has read the trials.
 *
 * @param owners  clients that ask next: their trials are read in the same round trip
 */
export async function recordResults(
  sql: Sql,
  study: StudyRow,
  {
    calls,
    trials,
    owners,
  }: {
    calls: readonly (readonly TrialResult[])[]
    trials: Map<number, ExternalTrial>
    owners: readonly string[]
  },
): Promise<RecordedResults> {
  const studyId = study.id
  const ends: EndedTrial[] = []
  const late: number[] = []
  const outcomes = calls.map((call) =>
    toOutcome(() => {
      const ended = newEnds(study, trials, call)
      for (const { trial, end } of ended) {
        if (trial.state === 'waiting') late.push(trial.number)
        ends.push({ ...trial, end, durationMs: trial.elapsedMs })
        trials.set(trial.number, asEnded(trial, end))
      }
      return call.map(({ number }) => number)
    }),
  )
  const fencing = await reclaimTrials(sql, study, late)
  const ending = ends.map((one) => ({ ...one, fencing: fencing.get(one.number) ?? one.fencing }))
  const [written, studyAfter, answers, heldAfter] = await Promise.all([
    endTrials(sql, studyId, ending),
    rereadStudy(sql, studyId),
    readTrialAnswers(sql, studyId, [...trials.keys()]),
    owners.length === 0 ? [] : readOpenTrials(sql, studyId, owners),
  ])
  if (written.length !== ends.length) throw new Error('a trial ended although its study was locked')
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

/** Trials that a call ends, without repeated results. */
function newEnds(
  study: StudyRow,
  trials: ReadonlyMap<number, ExternalTrial>,
  call: readonly TrialResult[],
): { trial: ExternalTrial; end: TrialEnd }[] {
  const ended = new Map<number, { trial: ExternalTrial; end: TrialEnd }>()
  for (const { number, clientId, end, pointer } of call) {
    const before = ended.get(number)
    const trial = before
      ? asEnded(before.trial, before.end)
      : requireTrial(trials.get(number), study.id, number)
    if (isRepeated(trial, end)) continue
    // a client whose lease expired may still report the result, unless another client holds the trial
    const isLate = trial.state === 'waiting' && trial.attempt > 0
    if (!isLate) assertRunning(trial, clientId)
    ended.set(number, { trial, end: trialEnd(study, end, pointer) })
  }
  return [...ended.values()]
}

function trialEnd(study: StudyRow, end: TrialResult['end'], pointer: string): TrialEnd {
  if (end.state !== 'complete') return { ...end, step: null }
  const { values, violations } = end
  assertValueCount(storedSpec(study), values, `${pointer}/values`)
  const rankValue = computeRankValue(values[0]!, study.direction, violations)
  return { state: 'complete', values, violations, rankValue, step: null }
}

function isRepeated(trial: ExternalTrial, end: TrialResult['end']): boolean {
  if (trial.state !== end.state) return false
  if (end.state !== 'complete') return true
  return isEqual(end.values, trial.values) && isEqual(end.violations, trial.violations ?? [])
}

function isEqual(told: readonly number[], known: readonly number[]): boolean {
  return told.length === known.length && told.every((value, at) => value === known[at])
}

/** The trial after its end, for comparison with later results in the same batch. */
function asEnded(trial: ExternalTrial, end: TrialEnd): ExternalTrial {
  const { state } = end
  if (state !== 'complete') return { ...trial, state }
  return { ...trial, state, values: end.values, violations: [...(end.violations ?? [])] }
}

/** Claims trials with expired leases again, so that they can end. @returns their new fencing numbers */
async function reclaimTrials(
  sql: Sql,
  study: StudyRow,
  numbers: number[],
): Promise<Map<number, number>> {
  if (numbers.length === 0) return new Map()
  const claim = { studyId: study.id, numbers, limit: numbers.length, owner: 'late', device: null }
  const claimed = await claimTrials(sql, { ...claim, leaseMs: 0 })
  return new Map(claimed.map(({ number, fencing }) => [number, fencing]))
}
