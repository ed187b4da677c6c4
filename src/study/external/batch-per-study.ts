/** Batches requests per study, so that they share one lock and one commit. */
import { Problem } from '../../errors.ts'
import { batched } from '../batched.ts'

/** Result of one request in a batch; others may have other outcomes. */
export type Outcome<Result> = { result: Result } | { problem: Problem }

/** Turns a thrown Problem into an outcome; other errors are rethrown. */
export function toOutcome<Result>(work: () => Result): Outcome<Result> {
  try {
    return { result: work() }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}

/**
 * Runs one batch at a time per study; studies are independent.
 *
 * @param run  processes a batch in order; see `batched` for errors
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
