import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { ExportedFile } from './format.ts'

/** A ZIP archive: the same bytes for the same files. */
export async function zip(files: readonly ExportedFile[]): Promise<Buffer> {
  const archive = new ZipFile()
  const mtime = new Date(1980, 0, 1) // the format's first day, in local time as the format has it
  for (const { name, bytes } of files) {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    archive.addBuffer(content, name, { mtime, mode: 0o644, forceDosTimestamp: true })
  }
  archive.end()
  return buffer(archive.outputStream)
}
