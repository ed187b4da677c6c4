/** What clients of an external study say and want at the same time: one transaction, one write to the disk. */
import { type Db, transaction } from '../db/client.ts'
import { type AskedTrial, ask, type Wish } from './ask.ts'
import { complete, type Told } from './complete.ts'
import type { Suggester } from './suggester.ts'
import type { Outcome } from './together.ts'
import type { TrialAnswer } from './trial-answer.ts'

export type TurnRequest =
  | { kind: 'tell'; told: readonly Told[] } // of these trials all end or none
  | { kind: 'ask'; wish: Wish }

export interface TurnAnswer {
  ended: TrialAnswer[] // in the order in which they were told
  given: AskedTrial[]
}

/** Results first: what is suggested then knows them. */
export async function turn(
  { db, suggester }: { db: Db; suggester: Suggester },
  studyId: string,
  requests: readonly TurnRequest[],
): Promise<Outcome<TurnAnswer>[]> {
  const calls = requests.flatMap((one) => (one.kind === 'tell' ? [one.told] : []))
  const wishes = requests.flatMap((one) => (one.kind === 'ask' ? [one.wish] : []))
  const { ended, given } = await transaction(db.pool, async (sql) => ({
    ended: calls.length === 0 ? [] : await complete(sql, studyId, calls),
    given: wishes.length === 0 ? [] : await ask(sql, suggester, studyId, wishes),
  }))
  let [tells, asks] = [0, 0]
  return requests.map(({ kind }) => {
    if (kind === 'ask') return { result: { ended: [], given: given[asks++]! } }
    const outcome = ended[tells++]!
    return 'problem' in outcome ? outcome : { result: { ended: outcome.result, given: [] } }
  })
}
