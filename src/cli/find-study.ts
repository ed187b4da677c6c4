import { didYouMean } from '../nearby.ts'
import type { Study } from './answers.ts'
import { ApiError, type Client } from './client.ts'
import { formatAge } from './show/format.ts'
import { UsageError } from './usage-error.ts'

/** Several studies have the given name. */
export class AmbiguousName extends Error {
  readonly studies: readonly Study[] // newest first

  constructor(name: string, studies: readonly Study[]) {
    super(`${studies.length} studies are named ${name}; give an id`)
    this.name = 'AmbiguousName'
    this.studies = studies
  }
}

/**
 * Finds a study by id, otherwise by name.
 *
 * @throws ApiError study-not-found, with the closest names; AmbiguousName
 */
export async function findStudy(client: Client, idOrName: string): Promise<Study> {
  try {
    return await client.study(idOrName)
  } catch (error) {
    // 400: a name longer than an id may be
    if (!(error instanceof ApiError) || ![400, 404].includes(error.problem.status)) throw error
    const [only, ...others] = await studiesNamed(client, idOrName)
    if (only === undefined) throw await withHint(client, error, idOrName)
    if (others.length > 0) throw new AmbiguousName(idOrName, [only, ...others])
    return only
  }
}

/** Searches the newest studies only. */
async function withHint(client: Client, { problem }: ApiError, name: string): Promise<ApiError> {
  const { items } = await client.studies({ limit: 100 })
  const hint = didYouMean(name, [...new Set(items.map((study) => study.name))])
  if (hint === '') return new ApiError(problem)
  const { title = 'No such study', detail = `${title}.` } = problem
  return new ApiError({ ...problem, detail: `${detail} ${hint.replace(/^d/, 'D')}` })
}

/** Number of the best trial. @throws UsageError if no trial has completed */
export function bestTrial({ name, best }: Study): number {
  if (best !== null) return best.number
  throw new UsageError(`No trial of ${name} has completed yet; give a trial number.`)
}

/** One line per study: id, state, age. */
export function showChoices({ message, studies }: AmbiguousName, now = Date.now()): string {
  const lines = studies.map(
    ({ id, state, createdAt }) => `  ${id}  ${state}, ${formatAge(now - Date.parse(createdAt))}`,
  )
  return [message, ...lines].join('\n')
}

/** Newest first. */
async function studiesNamed(client: Client, name: string): Promise<Study[]> {
  // the server's filter matches parts of names
  const matching = await client.studiesMatching(name)
  return matching.filter((study) => study.name === name)
}
