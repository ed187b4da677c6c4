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
 * Unpacks a gzip file or a ZIP of one file, recognised by its first bytes, not its name. Other files stay as they are.
 *
 * @throws Problem 'too-large' if more than maxBytes unpacked, without unpacking the rest; 'invalid-dataset' if damaged
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
    const detail = `the gzip file is damaged: ${message}`
    throw new Problem('invalid-dataset', detail, [{ pointer: '/file', detail }])
  }
}
