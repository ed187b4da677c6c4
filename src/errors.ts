/**
 * Errors that a caller can cause, as data. `api/problem.ts` turns a Problem into RFC 9457 `application/problem+json`;
 * the other folders only throw it.
 */

/** Problem types of the API, RFC 9457 §3.1.1; the key ends the `type` URI. Never reuse or rename one. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'An API key is required' },
  'host-not-allowed': { status: 403, title: 'Host not allowed' },
  'cross-site': { status: 403, title: 'Cross-site request refused' },
  'study-not-found': { status: 404, title: 'No such study' },
  'trial-not-found': { status: 404, title: 'No such trial' },
  'dataset-not-found': { status: 404, title: 'No such dataset' },
  'model-not-found': { status: 404, title: 'No model is stored for this trial' },
  'dataset-name-taken': { status: 409, title: 'The dataset name is taken' },
  'dataset-in-use': { status: 409, title: 'The dataset is in use' },
  'idempotency-key-reused': {
    status: 409,
    title: 'The idempotency key was used for another request',
  },
  'budget-used-up': { status: 409, title: 'The budget is used up' },
  'wrong-state': { status: 409, title: 'Not possible in the current state' },
  'no-such-path': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'Request timeout' },
  'unsupported-media-type': { status: 415, title: 'Unsupported content type' },
  'headers-too-large': { status: 431, title: 'Request headers too large' },
  'too-large': { status: 413, title: 'The request is too large' },
  'invalid-search-space': { status: 422, title: 'The search space is not valid' },
  'invalid-study': { status: 422, title: 'The study is not valid' },
  'invalid-dataset': { status: 422, title: 'The dataset is not valid' },
  'invalid-inputs': { status: 422, title: 'The inputs do not fit the model' },
  'invalid-query': { status: 422, title: 'The query does not fit the study' },
  'cannot-be-exported': { status: 422, title: 'The model cannot be exported in this format' },
  'invalid-trial': { status: 422, title: 'The trial is not valid' },
  'internal-error': { status: 500, title: 'Internal error' },
  stopping: { status: 503, title: 'The service is stopping' },
  starting: { status: 503, title: 'The service is starting' },
  busy: { status: 503, title: 'Busy' },
  'database-unavailable': { status: 503, title: 'The database is not responding' },
  'database-full': { status: 507, title: 'The database is out of space' },
  'predictor-unavailable': { status: 503, title: 'Predictions are unavailable' },
} as const

export type ProblemType = keyof typeof problems

/** A fault in the input. */
export interface Fault {
  pointer: string // JSON pointer (RFC 6901) into the request body; '' for the whole body
  detail: string // the value, and what is accepted
  mends?: readonly Readonly<Record<string, unknown>>[] // of a file: changes of its spec, of which each settles it
}

/** An error that the client caused and can fix. */
export class Problem extends Error {
  readonly type: ProblemType
  readonly faults: readonly Fault[]

  constructor(type: ProblemType, detail: string, faults: readonly Fault[] = []) {
    super(detail)
    this.name = 'Problem'
    this.type = type
    this.faults = faults
  }
}

/** JSON pointer of a path, RFC 6901 §3. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
