/** API client: one function per call, with typed responses and problem documents as errors. */
import type {
  Dataset,
  Diagnosis,
  Evaluation,
  Leaderboard,
  Page,
  Prediction,
  ProblemDocument,
  Recipe,
  Study,
  Trial,
  TrialMetrics,
  Worker,
} from './answers.ts'
import { UsageError } from './usage-error.ts'

/** The server responded with an error. */
export class ApiError extends Error {
  readonly problem: ProblemDocument

  constructor(problem: ProblemDocument) {
    super(problem.detail ?? problem.title ?? `HTTP ${problem.status}`)
    this.name = 'ApiError'
    this.problem = problem
  }
}

/** No response from the server. */
export class ServerUnreachable extends Error {
  constructor(url: string, cause: unknown) {
    super(`No Sweepd server is responding at ${url} (${describeCause(cause)}).`, { cause })
    this.name = 'ServerUnreachable'
  }
}

export type Client = ReturnType<typeof createClient>

const pageSize = 100

/**
 * Every call throws ApiError for an error response, ServerUnreachable when there is no response.
 *
 * @param apiKey  null: the server asks for none
 */
export function createClient({ url, apiKey }: { url: string; apiKey: string | null }) {
  const call = async <T>(method: string, path: string, body?: Body): Promise<T> => {
    const headers = {
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      ...body?.headers,
    }
    let answer: Response
    let text: string
    try {
      const base = url.replace(/\/+$/, '')
      answer = await fetch(base + path, { method, headers, body: body?.content ?? null })
      text = await answer.text()
    } catch (error) {
      throw new ServerUnreachable(url, error)
    }
    if (!answer.ok) throw new ApiError(parseProblem(answer.status, text))
    return (text === '' ? undefined : parseAnswer(url, text)) as T
  }
  /** The body of a response in parts, for what is too large to be read whole. */
  const stream = async (path: string): Promise<AsyncIterable<Uint8Array>> => {
    const headers: Record<string, string> =
      apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
    const answer = await fetch(url.replace(/\/+$/, '') + path, { headers }).catch((error) => {
      throw new ServerUnreachable(url, error)
    })
    if (!answer.ok) throw new ApiError(parseProblem(answer.status, await answer.text()))
    return partsOf(url, answer)
  }
  const study = (id: string) => `/v1/studies/${pathSegment(id)}`

  return {
    url,
    /** Idempotent for the same key, so a request whose response was lost can be repeated. */
    createStudy: (body: unknown, idempotencyKey: string) =>
      call<Study>('POST', '/v1/studies', json(body, { 'idempotency-key': idempotencyKey })),
    study: (id: string) => call<Study>('GET', study(id)),
    studies: (query: { limit?: number }) =>
      call<Page<Study>>('GET', `/v1/studies${queryString(query)}`),
    /** Studies whose name contains the text; all studies for an empty text. */
    studiesMatching: (name: string) =>
      allPages<Study>((query) =>
        call('GET', `/v1/studies${queryString({ ...(name === '' ? {} : { name }), ...query })}`),
      ),
    change: (id: string, verb: 'pause' | 'resume' | 'cancel') =>
      call<Study>('POST', `${study(id)}/${verb}`, json({})),
    patch: (id: string, changes: { budget: Record<string, number> }) =>
      call<Study>('PATCH', study(id), json(changes)),
    deleteStudy: (id: string) => call<undefined>('DELETE', study(id)),
    leaderboard: (id: string, query: { limit?: number; wait?: number }) =>
      call<Leaderboard>('GET', `${study(id)}/leaderboard${queryString(query)}`),
    trial: (id: string, number: number) => call<Trial>('GET', `${study(id)}/trials/${number}`),
    diagnosis: (id: string) => call<Diagnosis>('GET', `${study(id)}/diagnosis`),
    /** @throws ServerUnreachable also when the connection breaks before the end */
    exportOf: (id: string, query: { format: string; epochs: string }) =>
      stream(`${study(id)}/export${queryString(query)}`),
    /** The file of a model. @param number  of a trial; null: the model of the study */
    modelFile: (id: string, number: number | null, format: string) =>
      stream(
        `${study(id)}${number === null ? '' : `/trials/${number}`}/model${queryString({ format })}`,
      ),
    recipe: (id: string, number: number) =>
      call<Recipe>('GET', `${study(id)}/trials/${number}/recipe`),
    /** The first 10,000 epochs whole; of more, a choice. */
    epochs: async (id: string, number: number) => {
      const at = `${study(id)}/trials/${number}/metrics?points=10000`
      return (await call<TrialMetrics>('GET', at)).points
    },
    predict: (id: string, number: number, inputs: unknown) =>
      call<{ predictions: Prediction[] }>(
        'POST',
        `${study(id)}/trials/${number}/predict`,
        json({ inputs }),
      ),
    /** Metrics of a trial's model on the test rows. */
    evaluate: (id: string, number: number) =>
      call<Evaluation>('POST', `${study(id)}/trials/${number}/evaluate`, json({})),

    datasets: () => allPages<Dataset>((query) => call('GET', `/v1/datasets${queryString(query)}`)),
    dataset: (idOrName: string) => call<Dataset>('GET', `/v1/datasets/${pathSegment(idOrName)}`),
    addDataset(spec: unknown, file: { name: string; bytes: Uint8Array<ArrayBuffer> }) {
      const form = new FormData()
      form.append('spec', JSON.stringify(spec))
      form.append('file', new Blob([file.bytes]), file.name)
      return call<Dataset>('POST', '/v1/datasets', { content: form, headers: {} })
    },
    /** The dataset as it is stored. */
    datasetBytes: (idOrName: string) => stream(`/v1/datasets/${pathSegment(idOrName)}/bytes`),
    deleteDataset: (idOrName: string) =>
      call<undefined>('DELETE', `/v1/datasets/${pathSegment(idOrName)}`),

    workers: () => call<Page<Worker>>('GET', '/v1/workers'),
    /** Can searches run? False also if the server is unreachable. */
    isReady: () =>
      call('GET', '/readyz').then(
        () => true,
        () => false,
      ),
  }
}

async function* partsOf(url: string, answer: Response): AsyncGenerator<Uint8Array> {
  try {
    if (answer.body) yield* answer.body
  } catch (error) {
    throw new ServerUnreachable(url, error)
  }
}

interface Body {
  content: string | FormData
  headers: Record<string, string>
}

/** Encodes an id or a name for a URL path. @throws UsageError for an empty one, which would give the path of the list */
function pathSegment(idOrName: string): string {
  if (idOrName === '') throw new UsageError('The name is empty; give an id or a name.')
  return encodeURIComponent(idOrName)
}

function json(value: unknown, headers: Record<string, string> = {}): Body {
  return {
    content: JSON.stringify(value),
    headers: { 'content-type': 'application/json', ...headers },
  }
}

function queryString(query: Record<string, string | number | undefined>): string {
  const given = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) given.set(key, String(value))
  }
  return given.size === 0 ? '' : `?${given}`
}

async function allPages<T>(
  page: (query: { limit: number; after?: string }) => Promise<Page<T>>,
  limit = pageSize,
): Promise<T[]> {
  const items: T[] = []
  let after: string | null = null
  do {
    const { items: more, next }: Page<T> = await page({
      limit,
      ...(after === null ? {} : { after }),
    })
    items.push(...more)
    after = next
  } while (after !== null)
  return items
}

/** A proxy between client and server may respond without a problem document. */
function parseProblem(status: number, text: string): ProblemDocument {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem === 'object' && problem !== null) return { status, ...problem }
  } catch {
    // not JSON: the text itself is the detail
  }
  const detail = text.trim().slice(0, 200)
  return detail === '' ? { status } : { status, detail }
}

function parseAnswer(url: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ServerUnreachable(url, new Error('the response is not JSON', { cause: error }))
  }
}

/** fetch wraps the reason one level down. */
function describeCause(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  if (!(inner instanceof Error)) return String(inner)
  const { code } = inner as { code?: string }
  return inner.message === '' ? (code ?? inner.name) : inner.message
}
