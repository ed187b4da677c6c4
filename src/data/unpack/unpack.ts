import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Problem } from '../../errors.ts'
import { refuseTooLarge } from '../limits.ts'
import { unzip } from './unzip.ts'

const gunzipBytes = promisify(gunzip)

export interface NamedFile {
  bytes: Buffer
  name: string | null
}

/**
 * A file, unpacked when it is gzip or a ZIP with one file in it (told by its first bytes, not by its name).
 *
 * @throws Problem 'too-large' beyond maxBytes unpacked, without unpacking the rest; 'invalid-dataset' for a broken one
 */
export async function unpack({ bytes, name }: NamedFile, maxBytes: number): Promise<NamedFile> {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return {
      bytes: await gunzipBounded(bytes, maxBytes),
      name: name?.replace(/\.gz$/i, '') ?? null,
    }
  }
  if (bytes.toString('latin1', 0, 4) === 'PK\x03\x04') return await unzip(bytes, maxBytes)
  if (bytes.length > maxBytes) refuseTooLarge(`more than ${maxBytes} bytes when unpacked`)
  return { bytes, name }
}

async function gunzipBounded(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await gunzipBytes(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') refuseTooLarge(`more than ${maxBytes} bytes when unpacked`)
    const detail = `not a whole gzip file: ${message}`
    throw new Problem('invalid-dataset', detail, [{ pointer: '/file', detail }])
  }
}
