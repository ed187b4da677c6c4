/** Ask: assigns trials to clients that train themselves. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { rereadStudy, type StudyRow } from '../../db/tables/studies/study-row.ts'
import { claimTrials } from '../../db/tables/trials/claim-trials.ts'
import {
  extendLeases,
  type OpenExternalTrial,
  readOpenTrials,
} from '../../db/tables/trials/external-trials.ts'
import { FilledSpace, ParamsAnswer } from '../answers/trial-answer.ts'
import { reclaimExpired } from '../lifecycle/advance.ts'
import { endIfIdle, endIfStopped } from '../lifecycle/end-study.ts'
import { storedSpec } from '../study-spec.ts'
import type { LockedResult, Prepared } from '../suggest/prepare-outside-lock.ts'
import { suggestTrials } from '../suggest/suggest-trials.ts'
import type { Suggester } from '../suggest/suggester.ts'

export interface AskRequest {
  count: number
  clientId: string
}

export const AskedTrial = z.strictObject({
  number: z.int(),
  params: ParamsAnswer,
  spec: FilledSpace.describe('the space with every hole filled in'),
})
export type AskedTrial = z.infer<typeof AskedTrial>

export interface AskResult extends LockedResult {
  given: AskedTrial[][] // for each request; if something is needed, ask again
}

/**
 * Returns up to `count` trials for each request: first the running trials that its client already holds (renewing
 * their leases), then waiting ones (enqueued, or from expired leases), then new ones. None if the study is not running
 * or nothing is left to try. First come, first served. The caller's transaction locks the study.
 *
 * @param found  the study and its open trials
 */
export async function ask(
  sql: Sql,
  suggester: Suggester,
  found: { study: StudyRow; held: readonly OpenExternalTrial[] },
  { requests, prepared }: { requests: readonly AskRequest[]; prepared: Prepared },
): Promise<AskResult> {
  let { study, held } = found
  let needed: LockedResult['needed'] = null
  if (study.state !== 'running') return { given: requests.map(() => []), needed }
  const owners = distinctClients(requests)
  if (held.some(({ isExpired }) => isExpired)) {
    study = await reclaimExpired(sql, study)
    held = await readOpenTrials(sql, study.id, owners)
  }
  const given = new Map(owners.map((owner) => [owner, pendingTrials(held, owner)]))
  const claimants = unmetRequests(requests, given)
  const again = [...given.values()].flat().map(({ number }) => number)
  const isStopped =
    claimants.length > 0 && (await endIfStopped(sql, study, prepared.improvementAfter))
  if (typeof isStopped === 'object') needed = isStopped
  else if (claimants.length > 0 && !isStopped) {
    const claimed = await assignTrials(sql, suggester, study, { claimants, held, prepared })
    for (const { owner, ...trial } of claimed.trials) given.get(owner)?.push(trial)
    needed = claimed.needed
    if (claimed.trials.length === 0 && needed === null) {
      await endIfIdle(sql, await rereadStudy(sql, study.id))
    }
  }
  if (again.length > 0) await extendLeases(sql, study.id, again, leaseDurationMs(study))
  return {
    given: requests.map(({ clientId, count }) => given.get(clientId)!.slice(0, count)),
    needed,
  }
}

/** Distinct client ids. */
export function distinctClients(requests: readonly AskRequest[]): string[] {
  return [...new Set(requests.map(({ clientId }) => clientId))]
}

function pendingTrials(held: readonly OpenExternalTrial[], owner: string): AskedTrial[] {
  return held
    .filter((trial) => trial.state === 'running' && trial.owner === owner)
    .map(({ number, params, spec }) => ({ number, params: params ?? {}, spec }))
}

/**
 * One entry with the client's id per trial that it requests beyond those it holds; repeated requests get the same
 * trials.
 */
function unmetRequests(
  requests: readonly AskRequest[],
  given: ReadonlyMap<string, readonly AskedTrial[]>,
): string[] {
  const has = new Map([...given].map(([owner, trials]) => [owner, trials.length]))
  return requests.flatMap(({ clientId, count }) => {
    const needed = Math.max(0, count - has.get(clientId)!)
    has.set(clientId, has.get(clientId)! + needed)
    return Array<string>(needed).fill(clientId)
  })
}

type AssignedTrial = AskedTrial & { owner: string }

/** Assigns a trial to each claimant, in order, waiting trials first; there may be fewer trials than claimants. */
async function assignTrials(
  sql: Sql,
  suggester: Suggester,
  study: StudyRow,
  {
    claimants,
    held,
    prepared,
  }: { claimants: readonly string[]; held: readonly OpenExternalTrial[]; prepared: Prepared },
): Promise<{ trials: AssignedTrial[] } & LockedResult> {
  const { parallelism, counts } = study
  const room = parallelism === null ? claimants.length : Math.max(0, parallelism - counts.running)
  const served = claimants.slice(0, room)
  const waiting = held.filter(({ state }) => state === 'waiting').map(({ number }) => number)
  const old = await assignWaiting(sql, study, served.slice(0, waiting.length), waiting)
  const leaseMs = leaseDurationMs(study)
  const claims = served.slice(waiting.length).map((owner) => ({ owner, leaseMs }))
  const count = claims.length
  if (count === 0) return { trials: old, needed: null }
  const { suggestions } = prepared
  const suggested = await suggestTrials(sql, suggester, study, {
    count,
    prepared: suggestions,
    claims,
  })
  if (suggested === null) return { trials: old, needed: { suggestions: count, isRest: false } }
  const fresh = suggested.trials.flatMap(({ number, params, spec, claim }) =>
    claim ? { owner: claim.owner, number, params: params as AskedTrial['params'], spec } : [],
  )
  const needed = suggested.isOutOfTime
    ? { suggestions: count - suggested.waiting, isRest: true }
    : null
  return { trials: [...old, ...fresh], needed }
}

async function assignWaiting(
  sql: Sql,
  study: StudyRow,
  owners: readonly string[],
  waiting: readonly number[],
): Promise<AssignedTrial[]> {
  const given: AssignedTrial[] = []
  for (const owner of new Set(owners)) {
    const numbers = waiting.filter((_, at) => owners[at] === owner)
    const claim = { studyId: study.id, numbers, limit: numbers.length, owner, device: null }
    const claimed = await claimTrials(sql, { ...claim, leaseMs: leaseDurationMs(study) })
    given.push(...claimed.map(({ number, params, spec }) => ({ owner, number, params, spec })))
  }
  return given
}

function leaseDurationMs(study: StudyRow): number {
  return storedSpec(study).leaseSeconds * 1_000
}
