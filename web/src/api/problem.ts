/** Errors of requests: problem documents of the API (RFC 9457), and no answer at all. */

export interface Fault {
  pointer: string // into the body, or /query/…, /params/…, /headers/…; '' for the whole body
  detail: string
  mends?: Record<string, unknown>[] // of a file: changes of its spec, of which each settles it
}

/** Is the fault of the value at a pointer, or of something inside of it? */
export function isAt(fault: Fault, pointer: string): boolean {
  return fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`)
}

interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
  instance?: string
  errors?: Fault[]
}

/** The API refused the request, or could not answer it. */
export class ApiProblem extends Error {
  readonly type: string // the key that ends the problem's URI, as in `study-not-found`
  readonly title: string
  readonly status: number
  readonly faults: readonly Fault[]
  readonly requestId: string | null

  constructor({ type, title, status, detail, instance, errors = [] }: ProblemDocument) {
    super(detail)
    this.name = 'ApiProblem'
    this.type = type.replace('urn:sweepd:problem:', '')
    this.title = title
    this.status = status
    this.faults = errors
    this.requestId = instance?.replace('/requests/', '') ?? null
  }
}

/** Nothing answered: the service is stopped, or the network is down. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The service does not answer.', { cause })
    this.name = 'Unreachable'
  }
}

/** Is the service away for a moment, so that the same request may succeed later? */
export function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true
  return error instanceof ApiProblem && error.status === 503
}

/** @param text  body of an answer that is no success */
export function problemFrom(status: number, text: string): ApiProblem {
  const document = parse(text)
  if (isProblem(document)) return new ApiProblem(document)
  const detail = `The service answered with status ${status} and no explanation.`
  return new ApiProblem({ type: 'unknown', title: 'Unexpected answer', status, detail })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // a proxy's error page: the status is all there is
  }
}

function isProblem(value: unknown): value is ProblemDocument {
  if (typeof value !== 'object' || value === null) return false
  return 'detail' in value && 'status' in value && 'type' in value && 'title' in value
}
