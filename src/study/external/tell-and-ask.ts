/**
 * Processes concurrent tell and ask requests of one study in one transaction with one commit, plus another if a
 * sampler takes long.
 */
import type { Db, Sql } from '../../db/client.ts'
import { lockStudy } from '../../db/tables/studies/study-row.ts'
import { readExternalTrials, readOpenTrials } from '../../db/tables/trials/external-trials.ts'
import type { TrialAnswer } from '../answers/trial-answer.ts'
import { endIfDone } from '../lifecycle/end-study.ts'
import { prepareOutsideLock } from '../suggest/prepare-outside-lock.ts'
import type { Suggester } from '../suggest/suggester.ts'
import { type AskedTrial, type AskRequest, ask, distinctClients } from './ask.ts'
import type { Outcome } from './batch-per-study.ts'
import { type RecordedResults, recordResults, type TrialResult } from './record-results.ts'
import { requireExternal } from './require-external.ts'

export type TellOrAsk =
  | { kind: 'tell'; results: readonly TrialResult[] } // all of these trials end, or none
  | { kind: 'ask'; request: AskRequest }

export interface TellAndAskResult {
  ended: TrialAnswer[] // in the order of the results
  given: AskedTrial[]
}

/** Results first, so that new suggestions use them. */
export async function tellAndAsk(
  tools: { db: Db; suggester: Suggester },
  studyId: string,
  requests: readonly TellOrAsk[],
): Promise<Outcome<TellAndAskResult>[]> {
  const tells = requests.flatMap((one) => (one.kind === 'tell' ? [one.results] : []))
  const asks = requests.flatMap((one) => (one.kind === 'ask' ? [one.request] : []))
  const owners = distinctClients(asks)
  let first: RecordedResults | null = null // from the attempt in which all results are recorded
  const { given, outcomes: ended } = await prepareOutsideLock(
    tools,
    studyId,
    async (sql, prepared) => {
      const found = await recordAll(sql, studyId, { calls: first ? [] : tells, owners })
      const { outcomes, unknown: isOpen } = first ?? found
      const unknown =
        first && isOpen ? await endIfDone(sql, found.study, prepared.improvementAfter) : isOpen
      first ??= found
      const asked =
        asks.length > 0
          ? await ask(sql, tools.suggester, found, { requests: asks, prepared })
          : { given: [], needed: null }
      return { ...asked, needed: asked.needed ?? unknown, outcomes }
    },
  )
  let [tellIndex, askIndex] = [0, 0]
  return requests.map(({ kind }) => {
    if (kind === 'ask') return { result: { ended: [], given: given[askIndex++]! } }
    const outcome = ended[tellIndex++]!
    return 'problem' in outcome ? outcome : { result: { ended: outcome.result, given: [] } }
  })
}

/** Locks the study and records all results, in few round trips, because other requests wait for the lock. */
async function recordAll(
  sql: Sql,
  studyId: string,
  { calls, owners }: { calls: readonly (readonly TrialResult[])[]; owners: readonly string[] },
): Promise<RecordedResults> {
  const numbers = [...new Set(calls.flat().map(({ number }) => number))]
  const isTold = numbers.length > 0
  const [found, trials, held] = await Promise.all([
    lockStudy(sql, studyId),
    isTold ? readExternalTrials(sql, studyId, numbers) : null,
    isTold || owners.length === 0 ? [] : readOpenTrials(sql, studyId, owners),
  ])
  const study = requireExternal(found, studyId)
  if (trials === null) return { outcomes: [], study, held, unknown: null }
  return recordResults(sql, study, { calls, trials, owners })
}
