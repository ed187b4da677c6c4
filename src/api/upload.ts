/** Receives the two parts of a dataset upload. */
import fs from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import { defaultFormat, formats } from '../data/formats/index.ts'
import { refuseTooLarge } from '../data/limits.ts'
import { DatasetSpec } from '../data/spec.ts'
import { type Fault, Problem, toPointer } from '../errors.ts'
import { checkSchema, toFaults } from '../schema-faults.ts'
import type { UploadedFile } from '../upload/dataset-reader.ts'
import { removeFolder, temporaryFolder } from '../upload/temporary-folder.ts'
import { notJson } from './http/json-body.ts'
import { findUnstorable } from './http/validation.ts'

/** RFC 2046 §5.1.1: on other boundaries the parser fails, or searches for a very long time. */
const multipart =
  /^multipart\/form-data\s*(;(?!\s*boundary=)[^;]*)*;\s*boundary=([\w!#$%&'*+.^`|~-]{1,70}|"[\w'()+,./:=? -]{1,70}")\s*(;(?!\s*boundary=)[^;]*)*$/i

const specBytes = 2 ** 20

/**
 * Streams the file to a temporary folder, which is removed after `use`. `spec` may be a field or a part with its own
 * content type, before or after `file`.
 *
 * @throws Problem invalid-request with pointers into `{spec, file}`, too-large
 */
export async function withUpload<T>(
  request: FastifyRequest,
  use: (upload: { spec: DatasetSpec; file: UploadedFile }) => Promise<T>,
): Promise<T> {
  if (!multipart.test(request.headers['content-type'] ?? '')) {
    const detail = 'must be multipart/form-data with one boundary of 1 to 70 characters'
    throw new Problem('invalid-request', 'Send multipart/form-data with `spec` and `file`.', [
      { pointer: '/headers/content-type', detail },
    ])
  }
  const folder = await temporaryFolder()
  try {
    const { parts, faults } = await readParts(request, folder)
    const file = parts.get('file')
    const spec = parseSpec(parts.get('spec'), file?.fileName ?? null, faults)
    if (file === undefined)
      faults.push({ pointer: '/file', detail: 'is missing: send the data file' })
    else if (file.path === undefined) {
      faults.push({
        pointer: '/file',
        detail: 'sent as a text field: send it as a file, with a filename',
      })
    }
    if (faults.length > 0 || spec === null || file?.path === undefined) {
      throw new Problem('invalid-request', 'The upload is not valid.', faults)
    }
    return await use({ spec, file: { path: file.path, name: file.fileName } })
  } finally {
    await removeFolder(folder)
  }
}

interface Part {
  value?: unknown // of a field, or of a spec that was sent as a file
  path?: string // of a file
  fileName: string | null
}

/** Reads all parts even if one is invalid, because the client is still sending. */
async function readParts(
  request: FastifyRequest,
  folder: string,
): Promise<{ parts: Map<string, Part>; faults: Fault[] }> {
  const parts = new Map<string, Part>()
  const faults: Fault[] = []
  try {
    for await (const part of request.parts()) {
      const { fieldname } = part
      const fault = (detail: string) => faults.push({ pointer: toPointer([fieldname]), detail })
      const isKnown = fieldname === 'spec' || fieldname === 'file'
      if (fieldname === undefined) {
        faults.push({ pointer: '', detail: 'a part has no name: send the parts spec and file' })
      } else if (!isKnown) fault('unknown part: send the parts spec and file')
      else if (parts.has(fieldname)) fault('sent twice')
      if (part.type === 'field') {
        if (part.valueTruncated) fault('exceeds the maximum size of a request body')
        else if (isKnown) parts.set(fieldname, { value: part.value, fileName: null })
        continue
      }
      const at = path.join(folder, isKnown ? fieldname : 'other')
      await pipeline(part.file, fs.createWriteStream(at, { mode: 0o600 }))
      if (part.file.truncated) refuseTooLarge('it exceeds the maximum upload size of this server')
      if (!isKnown) continue
      const fileName = part.filename ?? null
      if (fieldname === 'file') parts.set(fieldname, { path: at, fileName })
      else if (part.file.bytesRead > specBytes) fault('exceeds the maximum size of a request body')
      else parts.set(fieldname, { value: await readFile(at, 'utf8'), fileName })
    }
  } catch (error) {
    throw asProblem(error)
  }
  return { parts, faults }
}

/** Converts errors of the multipart parser into problems. */
function asProblem(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') {
    const detail = 'is not valid JSON'
    return new Problem('invalid-request', 'The upload is not valid.', [
      { pointer: '/spec', detail },
    ])
  }
  if (message === 'Unexpected end of multipart data') {
    return new Problem('invalid-request', message, [{ pointer: '', detail: message }])
  }
  return error
}

function parseSpec(
  part: Part | undefined,
  fileName: string | null,
  faults: Fault[],
): DatasetSpec | null {
  if (part === undefined) {
    faults.push({
      pointer: '/spec',
      detail: 'is missing: send JSON that describes how to read the file',
    })
    return null
  }
  const { value } = part
  let json = value
  // a field of type application/json is parsed already
  if (typeof value === 'string') {
    try {
      json = JSON.parse(value)
    } catch {
      const { message } = notJson(value)
      faults.push({ pointer: '/spec', detail: message })
      return null
    }
  }
  const unfit = findUnstorable(json, '/spec')
  const checked = checkSchema(DatasetSpec, withFormat(json, fileName))
  if ('value' in checked && unfit.length === 0) return checked.value
  faults.push(...unfit, ...toFaults(checked.faults ?? [], '/spec'))
  return null
}

/** Derives a missing format from the extension of the file name. */
function withFormat(spec: unknown, fileName: string | null): unknown {
  if (typeof spec !== 'object' || spec === null || 'format' in spec) return spec
  const bare = (fileName ?? '').toLowerCase().replace(/\.(gz|zip)$/, '')
  const named = Object.entries(formats).find(([, { extensions }]) =>
    extensions.some((extension) => bare.endsWith(extension)),
  )
  return { ...spec, format: named?.[0] ?? defaultFormat }
}
