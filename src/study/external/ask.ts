/** Ask-and-tell: trials for clients that train by themselves. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { rereadStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { claimTrials } from '../../db/tables/trials/claim-trials.ts'
import { type HeldTrial, heldTrials, renewHeld } from '../../db/tables/trials/external-trials.ts'
import { FilledSpace, ParamsAnswer } from '../answers/trial-answer.ts'
import { withoutLostTrials } from '../lifecycle/advance.ts'
import { endIfIdle, endIfStopped } from '../lifecycle/end-study.ts'
import { storedSpec } from '../stored-spec.ts'
import type { Look, Thoughts } from '../suggest/look-and-think.ts'
import { suggestTrials } from '../suggest/suggest.ts'
import type { Suggester } from '../suggest/suggester.ts'

export interface Wish {
  count: number
  clientId: string
}

export const AskedTrial = z.strictObject({
  number: z.int(),
  params: ParamsAnswer,
  spec: FilledSpace.describe('the space with every hole filled in'),
})
export type AskedTrial = z.infer<typeof AskedTrial>

export interface Asked extends Look {
  given: AskedTrial[][] // for each wish; where something is wanted, ask again
}

/**
 * Up to `count` trials for each wish: first those that its client has already and that still run (for another lease),
 * then those that wait (enqueued, or given back by a lost client), then new ones. None when the study is not running
 * or nothing is left to try. First come, first served. The caller's transaction locks the study.
 *
 * @param found  the study, and what is open in it with what the clients have
 */
export async function ask(
  sql: Sql,
  suggester: Suggester,
  found: { study: StudyRow; held: readonly HeldTrial[] },
  { wishes, thoughts }: { wishes: readonly Wish[]; thoughts: Thoughts },
): Promise<Asked> {
  let { study, held } = found
  let wanted: Look['wanted'] = null
  if (study.state !== 'running') return { given: wishes.map(() => []), wanted }
  const owners = ownersOf(wishes)
  if (held.some(({ isExpired }) => isExpired)) {
    study = await withoutLostTrials(sql, study)
    held = await heldTrials(sql, study.id, owners)
  }
  const given = new Map(owners.map((owner) => [owner, pendingOf(held, owner)]))
  const claimants = missing(wishes, given)
  const again = [...given.values()].flat().map(({ number }) => number)
  const isStopped = claimants.length > 0 && (await endIfStopped(sql, study, thoughts.improvementOf))
  if (typeof isStopped === 'object') wanted = isStopped
  else if (claimants.length > 0 && !isStopped) {
    const claimed = await give(sql, suggester, study, { claimants, held, thoughts })
    for (const { owner, ...trial } of claimed.trials) given.get(owner)?.push(trial)
    wanted = claimed.wanted
    if (claimed.trials.length === 0 && wanted === null) {
      await endIfIdle(sql, await rereadStudy(sql, study.id))
    }
  }
  if (again.length > 0) await renewHeld(sql, study.id, again, leaseMsOf(study))
  return {
    given: wishes.map(({ clientId, count }) => given.get(clientId)!.slice(0, count)),
    wanted,
  }
}

/** The clients, each once. */
export function ownersOf(wishes: readonly Wish[]): string[] {
  return [...new Set(wishes.map(({ clientId }) => clientId))]
}

function pendingOf(held: readonly HeldTrial[], owner: string): AskedTrial[] {
  return held
    .filter((trial) => trial.state === 'running' && trial.owner === owner)
    .map(({ number, params, spec }) => ({ number, params: params ?? {}, spec }))
}

/** A client's id for each trial that it asks for and has not: a client that asks twice is given the same. */
function missing(
  wishes: readonly Wish[],
  given: ReadonlyMap<string, readonly AskedTrial[]>,
): string[] {
  const has = new Map([...given].map(([owner, trials]) => [owner, trials.length]))
  return wishes.flatMap(({ clientId, count }) => {
    const wanted = Math.max(0, count - has.get(clientId)!)
    has.set(clientId, has.get(clientId)! + wanted)
    return Array<string>(wanted).fill(clientId)
  })
}

type GivenTrial = AskedTrial & { owner: string }

/** A trial for each claimant, in their order, as far as there are any; what waits goes first. */
async function give(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
  {
    claimants,
    held,
    thoughts,
  }: { claimants: readonly string[]; held: readonly HeldTrial[]; thoughts: Thoughts },
): Promise<{ trials: GivenTrial[] } & Look> {
  const { parallelism, counts } = study
  const room = parallelism === null ? claimants.length : Math.max(0, parallelism - counts.running)
  const served = claimants.slice(0, room)
  const waiting = held.filter(({ state }) => state === 'waiting').map(({ number }) => number)
  const old = await giveWaiting(sql, study, served.slice(0, waiting.length), waiting)
  const leaseMs = leaseMsOf(study)
  const claims = served.slice(waiting.length).map((owner) => ({ owner, leaseMs }))
  const count = claims.length
  if (count === 0) return { trials: old, wanted: null }
  const thought = thoughts.suggestion
  const suggested = await suggestTrials(sql, suggester, study, { count, thought, claims })
  if (suggested === null) return { trials: old, wanted: { suggestions: count, isRest: false } }
  const fresh = suggested.trials.flatMap(({ number, params, spec, claim }) =>
    claim ? { owner: claim.owner, number, params: params as AskedTrial['params'], spec } : [],
  )
  const wanted = suggested.isOutOfTime
    ? { suggestions: count - suggested.waiting, isRest: true }
    : null
  return { trials: [...old, ...fresh], wanted }
}

async function giveWaiting(
  sql: Sql,
  study: StudyRow,
  owners: readonly string[],
  waiting: readonly number[],
): Promise<GivenTrial[]> {
  const given: GivenTrial[] = []
  for (const owner of new Set(owners)) {
    const numbers = waiting.filter((_, at) => owners[at] === owner)
    const claim = { studyId: study.id, numbers, limit: numbers.length, owner, device: null }
    const claimed = await claimTrials(sql, { ...claim, leaseMs: leaseMsOf(study) })
    given.push(...claimed.map(({ number, params, spec }) => ({ owner, number, params, spec })))
  }
  return given
}

function leaseMsOf(study: StudyRow): number {
  return storedSpec(study).leaseSeconds * 1_000
}
