/**
 * What clients of an external study say and want at the same time: one transaction, one write to the disk, and another
 * where a sampler takes long.
 */
import type { Db, Sql } from '../../db/client.ts'
import { lockStudy } from '../../db/tables/studies/study-row.ts'
import { heldTrials, toldTrials } from '../../db/tables/trials/external-trials.ts'
import type { TrialAnswer } from '../answers/trial-answer.ts'
import { endIfDone } from '../lifecycle/end-study.ts'
import { lookAndThink } from '../suggest/look-and-think.ts'
import type { Suggester } from '../suggest/suggester.ts'
import { type AskedTrial, ask, ownersOf, type Wish } from './ask.ts'
import { requireExternal } from './assertions.ts'
import type { Outcome } from './batch-per-study.ts'
import { type Completed, complete, type Told } from './complete-trials.ts'

export type TurnRequest =
  | { kind: 'tell'; told: readonly Told[] } // of these trials all end or none
  | { kind: 'ask'; wish: Wish }

export interface TurnAnswer {
  ended: TrialAnswer[] // in the order in which they were told
  given: AskedTrial[]
}

/** Results first: what is suggested then knows them. */
export async function turn(
  tools: { db: Db; suggester: Suggester },
  studyId: string,
  requests: readonly TurnRequest[],
): Promise<Outcome<TurnAnswer>[]> {
  const calls = requests.flatMap((one) => (one.kind === 'tell' ? [one.told] : []))
  const wishes = requests.flatMap((one) => (one.kind === 'ask' ? [one.wish] : []))
  const owners = ownersOf(wishes)
  let first: Completed | null = null // the look in which all is told
  const { given, outcomes: ended } = await lookAndThink(tools, studyId, async (sql, thoughts) => {
    const found = await tellAll(sql, studyId, { calls: first ? [] : calls, owners })
    const { outcomes, unknown: isOpen } = first ?? found
    const unknown =
      first && isOpen ? await endIfDone(sql, found.study, thoughts.improvementOf) : isOpen
    first ??= found
    const asked =
      wishes.length > 0
        ? await ask(sql, tools.suggester, found, { wishes, thoughts })
        : { given: [], wanted: null }
    return { ...asked, wanted: asked.wanted ?? unknown, outcomes }
  })
  let [tells, asks] = [0, 0]
  return requests.map(({ kind }) => {
    if (kind === 'ask') return { result: { ended: [], given: given[asks++]! } }
    const outcome = ended[tells++]!
    return 'problem' in outcome ? outcome : { result: { ended: outcome.result, given: [] } }
  })
}

/** Locks the study and ends what is told of; few round trips, since everybody waits for them. */
async function tellAll(
  sql: Sql,
  studyId: string,
  { calls, owners }: { calls: readonly (readonly Told[])[]; owners: readonly string[] },
): Promise<Completed> {
  const numbers = [...new Set(calls.flat().map(({ number }) => number))]
  const isTold = numbers.length > 0
  const [found, trials, held] = await Promise.all([
    lockStudy(sql, studyId),
    isTold ? toldTrials(sql, studyId, numbers) : null,
    isTold || owners.length === 0 ? [] : heldTrials(sql, studyId, owners),
  ])
  const study = requireExternal(found, studyId)
  if (trials === null) return { outcomes: [], study, held, unknown: null }
  return complete(sql, study, { calls, trials, owners })
}
