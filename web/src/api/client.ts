/** The typed client of the API: sends the key, turns refusals into errors, notes whether the service answers. */
import createClient, { type Middleware } from 'openapi-fetch'
import { noteAnswer, noteSilence } from './connection.ts'
import type { paths } from './generated/schema.d.ts'
import { type ApiProblem, problemFrom, Unreachable } from './problem.ts'
import { currentKey, refuse } from './session.ts'

/** Like `fetch`, for what the typed client does not do: streams, uploads, downloads. */
export async function fetchApi(input: RequestInfo, init: RequestInit = {}): Promise<Response> {
  const request = new Request(input, init)
  const key = currentKey()
  if (key !== null) request.headers.set('authorization', `Bearer ${key}`)
  const response = await reach(request)
  if (response.ok || response.status === 304) return response
  const problem = problemFrom(response.status, await response.text())
  note(problem, key)
  throw problem
}

async function reach(request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    if (response.status !== 503) noteAnswer()
    return response
  } catch (error) {
    if (request.signal.aborted) throw error
    noteSilence()
    throw new Unreachable(error)
  }
}

/** A service that stops or starts is as good as away; one whose predictor is busy is not. */
function note({ status, type }: ApiProblem, key: string | null): void {
  if (status === 401) refuse(key)
  if (type === 'stopping' || type === 'starting' || type === 'database-unavailable') noteSilence()
}

const throwing: Middleware = { onError: ({ error }) => error as Error }

export const client = createClient<paths>({ baseUrl: location.origin, fetch: (r) => fetchApi(r) })
client.use(throwing)

/**
 * The body of an answer; refusals have been thrown as ApiProblem or Unreachable.
 *
 *     const study = await answerOf(client.GET('/v1/studies/{id}', { params: { path: { id } } }))
 */
export async function answerOf<T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data } = await asked
  return data as T
}
