import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { Problem } from '../../errors.ts'
import { refuseTooLarge } from '../limits.ts'

const entriesAtMost = 10_000
const namesShown = 5

/**
 * Unpacks the only file in a ZIP; entries that macOS adds do not count.
 *
 * @throws Problem 'too-large' for one of more than maxBytes, 'invalid-dataset' for several, none, or a broken ZIP
 */
export async function unzip(
  bytes: Buffer,
  maxBytes: number,
): Promise<{ bytes: Buffer; name: string }> {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: false })
    const entries = await listFiles(zip)
    if (entries.some(({ fileName }) => fileName === '[Content_Types].xml')) {
      throw refusal('this is an Office document such as an Excel workbook: save the sheet as CSV')
    }
    const [entry] = entries
    if (!entry || entries.length > 1) {
      const names = entries.slice(0, namesShown).map(({ fileName }) => `'${fileName}'`)
      const shown = `${names.join(', ')}${entries.length > namesShown ? ', …' : ''}`
      const detail = entry
        ? `the ZIP contains ${entries.length} files (${shown}): upload one of them`
        : 'the ZIP contains no files'
      throw refusal(detail)
    }
    if (entry.isEncrypted()) throw refusal('the ZIP is encrypted: upload the file itself')
    // yauzl ends a stream that gives more bytes than the entry declares
    if (entry.uncompressedSize > maxBytes) {
      refuseTooLarge(`more than ${maxBytes} bytes when unpacked`)
    }
    const content = await buffer(await zip.openReadStreamPromise(entry))
    return { bytes: content, name: path.basename(entry.fileName) }
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error)) throw error
    throw refusal(`the ZIP file is damaged: ${error.message}`)
  }
}

async function listFiles(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > entriesAtMost)
    throw refusal(`the ZIP contains ${zip.entryCount} files: upload one of them`)
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry
    const isOurs = !fileName.endsWith('/') && !/(^|\/)(__MACOSX\/|\.DS_Store$)/.test(fileName)
    if (isOurs) entries.push(entry)
  }
  return entries
}

function refusal(detail: string): Problem {
  return new Problem('invalid-dataset', 'The file cannot be unpacked.', [
    { pointer: '/file', detail },
  ])
}
