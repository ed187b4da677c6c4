import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Problem } from '../errors.ts'
import { refuseTooLarge } from './limits.ts'

const gunzipBytes = promisify(gunzip)

/**
 * The bytes of a file, unpacked when it is gzip (told by its first bytes, not by its name).
 *
 * @throws Problem 'too-large' beyond maxBytes unpacked, without unpacking the rest
 */
export async function unpack(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isGzip) {
    if (bytes.length > maxBytes) refuseTooLarge(`more than ${maxBytes} bytes when unpacked`)
    return bytes
  }
  try {
    return await gunzipBytes(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') refuseTooLarge(`more than ${maxBytes} bytes when unpacked`)
    const detail = `not a whole gzip file: ${message}`
    throw new Problem('invalid-dataset', detail, [{ pointer: '/file', detail }])
  }
}
