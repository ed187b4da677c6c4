/** Requests about one study that are answered together: one lock and one commit serve all that wait. */
import { Problem } from '../../errors.ts'
import { batched } from '../batched.ts'

/** What a request comes to, when others in the same batch may come to something else. */
export type Outcome<Result> = { result: Result } | { problem: Problem }

/** Problems are outcomes; what is broken is thrown on. */
export function toOutcome<Result>(work: () => Result): Outcome<Result> {
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
 * @param run  answers a batch, in the order of its requests; see `inBatches` for one that breaks
 */
export function batchPerStudy<Request, Result>(
  run: (studyId: string, requests: readonly Request[]) => Promise<readonly Outcome<Result>[]>,
): (studyId: string, request: Request) => Promise<Result> {
  const studies = new Map<
    string,
    { open: number; add: (one: Request) => Promise<Outcome<Result>> }
  >()
  return async (studyId, request) => {
    const study = studies.get(studyId) ?? {
      open: 0,
      add: batched((requests: readonly Request[]) => run(studyId, requests)),
    }
    studies.set(studyId, study)
    study.open += 1
    try {
      const outcome = await study.add(request)
      if ('result' in outcome) return outcome.result
      throw outcome.problem
    } finally {
      study.open -= 1
      if (study.open === 0) studies.delete(studyId)
    }
  }
}
