/** The two parts of a dataset upload. */
import type { FastifyRequest } from 'fastify'
import { formats } from '../data/formats/index.ts'
import { DatasetSpec } from '../data/spec.ts'
import { type Fault, Problem, pointerOf } from '../errors.ts'
import { checkSchema, pointing } from '../schema-faults.ts'
import { notJson } from './json-body.ts'
import { unfitFor } from './validation.ts'

/** RFC 2046 §5.1.1: the parser fails on other boundaries, or searches for them for very long. */
const multipart =
  /^multipart\/form-data\s*(;(?!\s*boundary=)[^;]*)*;\s*boundary=([\w!#$%&'*+.^`|~-]{1,70}|"[\w'()+,./:=? -]{1,70}")\s*(;(?!\s*boundary=)[^;]*)*$/i

/**
 * `spec` may be a field or a part of its own content type, before or after `file`.
 *
 * @throws Problem invalid-request with pointers into `{spec, file}`, too-large
 */
export async function readUpload(
  request: FastifyRequest,
): Promise<{ spec: DatasetSpec; file: { bytes: Buffer; name: string | null } }> {
  if (!multipart.test(request.headers['content-type'] ?? '')) {
    const detail = 'multipart/form-data with one boundary of 1 to 70 characters is needed'
    throw new Problem('invalid-request', 'Send multipart/form-data with `spec` and `file`.', [
      { pointer: '/headers/content-type', detail },
    ])
  }
  const { contents, fileName, faults } = await readParts(request)
  const spec = parseSpec(contents.get('spec'), fileName, faults)
  const file = contents.get('file')
  if (!contents.has('file')) faults.push({ pointer: '/file', detail: 'missing: the file itself' })
  else if (!Buffer.isBuffer(file)) {
    faults.push({ pointer: '/file', detail: 'is a field: send it with a filename, as a file' })
  }
  if (faults.length > 0 || spec === null || !Buffer.isBuffer(file)) {
    throw new Problem('invalid-request', 'The upload is not valid.', faults)
  }
  return { spec, file: { bytes: file, name: fileName } }
}

/** Reads all parts also where one is at fault: the client is still sending. */
async function readParts(
  request: FastifyRequest,
): Promise<{ contents: Map<string, unknown>; fileName: string | null; faults: Fault[] }> {
  const contents = new Map<string, unknown>()
  const faults: Fault[] = []
  let fileName: string | null = null
  try {
    for await (const part of request.parts()) {
      const { fieldname } = part
      const content = part.type === 'file' ? await part.toBuffer() : part.value
      const pointer = pointerOf([fieldname])
      if (part.type === 'field' && part.valueTruncated) {
        faults.push({ pointer, detail: 'longer than a request body may be' })
      } else if (fieldname !== 'spec' && fieldname !== 'file') {
        faults.push({ pointer, detail: 'no such part: the parts are spec and file' })
      } else if (contents.has(fieldname)) faults.push({ pointer, detail: 'sent twice' })
      contents.set(fieldname, content)
      if (part.type === 'file' && fieldname === 'file') fileName = part.filename ?? null
    }
  } catch (error) {
    throw asProblem(error)
  }
  return { contents, fileName, faults }
}

/** The multipart parser's own errors, where we can say more. */
function asProblem(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'FST_REQ_FILE_TOO_LARGE') {
    const detail = 'larger than this server takes'
    return new Problem('too-large', 'The file is too large.', [{ pointer: '/file', detail }])
  }
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') {
    const detail = 'is not JSON'
    return new Problem('invalid-request', 'The upload is not valid.', [
      { pointer: '/spec', detail },
    ])
  }
  if (message === 'Unexpected end of multipart data') {
    return new Problem('invalid-request', message, [{ pointer: '', detail: message }])
  }
  return error
}

function parseSpec(content: unknown, fileName: string | null, faults: Fault[]): DatasetSpec | null {
  if (content === undefined) {
    faults.push({ pointer: '/spec', detail: 'missing: the JSON that says how to read the file' })
    return null
  }
  let json = content
  // a field of type application/json has been parsed already
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    try {
      json = JSON.parse(String(content))
    } catch {
      const { message } = notJson(String(content))
      faults.push({ pointer: '/spec', detail: message })
      return null
    }
  }
  const unfit = unfitFor(json, '/spec')
  const checked = checkSchema(DatasetSpec, withFormat(json, fileName))
  if ('value' in checked && unfit.length === 0) return checked.value
  faults.push(...unfit, ...pointing(checked.faults ?? [], '/spec'))
  return null
}

/** A spec without a format has the one that the file's name ends in. */
function withFormat(spec: unknown, fileName: string | null): unknown {
  if (typeof spec !== 'object' || spec === null || 'format' in spec) return spec
  const bare = (fileName ?? '').toLowerCase().replace(/\.(gz|zip)$/, '')
  const named = Object.entries(formats).find(([, { extensions }]) =>
    extensions.some((extension) => bare.endsWith(extension)),
  )
  return { ...spec, format: named?.[0] ?? 'csv' }
}
