/** Requests about one study that are answered together: one lock and one commit serve all that wait. */
import { isOutage } from '../db/outage.ts'
import { Problem } from '../errors.ts'
import { inBatches } from './in-batches.ts'

/** What a request comes to, when others in the same batch may come to something else. */
export type Outcome<Result> = { result: Result } | { problem: Problem }

/** Problems are outcomes; what is broken is thrown on. */
export function outcomeOf<Result>(work: () => Result): Outcome<Result> {
  try {
    return { result: work() }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}

/**
 * A batch at a time for each study; studies do not wait for each other.
 *
 * @param run  answers a batch, in the order of its requests. Where it breaks, each request is tried alone: what breaks
 *             one must not keep others from being answered
 */
export function together<Request, Result>(
  run: (studyId: string, requests: readonly Request[]) => Promise<readonly Outcome<Result>[]>,
): (studyId: string, request: Request) => Promise<Result> {
  const studies = new Map<string, { open: number; add: (one: Request) => Promise<Settled> }>()
  type Settled = Outcome<Result> | { error: unknown }

  const settle = async (
    studyId: string,
    requests: readonly Request[],
  ): Promise<readonly Settled[]> => {
    try {
      return await run(studyId, requests)
    } catch (error) {
      if (requests.length === 1 || isOutage(error)) return requests.map(() => broken(error))
      const alone: Settled[] = []
      for (const one of requests) alone.push(...(await settle(studyId, [one])))
      return alone
    }
  }

  return async (studyId, request) => {
    const study = studies.get(studyId) ?? {
      open: 0,
      add: inBatches((requests: readonly Request[]) => settle(studyId, requests)),
    }
    studies.set(studyId, study)
    study.open += 1
    try {
      const settled = await study.add(request)
      if ('result' in settled) return settled.result
      throw 'problem' in settled ? settled.problem : settled.error
    } finally {
      study.open -= 1
      if (study.open === 0) studies.delete(studyId)
    }
  }
}

function broken(error: unknown): Outcome<never> | { error: unknown } {
  return error instanceof Problem ? { problem: error } : { error }
}
