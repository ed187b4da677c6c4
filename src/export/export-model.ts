/** Exports a trained model as one file: the format's own, or a ZIP archive. */
import { readFileSync } from 'node:fs'
import type { Backend } from '../engine/backend.ts'
import { Problem } from '../errors.ts'
import type { ModelOrigin } from './card.ts'
import type { ExportFormat } from './format.ts'
import { type ExportFormatName, exportFormats } from './formats/index.ts'
import type { ExportedMember } from './model-graph.ts'
import { zip } from './zip.ts'

/** @throws Problem cannot-be-exported */
export async function exportModel(
  { tf, kind, libraryVersion, advice }: Backend,
  members: readonly ExportedMember[],
  { format, origin }: { format: ExportFormatName; origin: ModelOrigin },
): Promise<Uint8Array> {
  if (kind !== 'tensorflow') {
    const detail = `Exports need the native TensorFlow library, which this server lacks: ${advice}.`
    throw new Problem('cannot-be-exported', detail)
  }
  const versions = { sweepd: sweepdVersion(), tensorflow: libraryVersion, node: process.version }
  const { extension, write }: ExportFormat = exportFormats[format]
  const files = await write(tf, members, { ...origin, format, versions })
  return extension === 'zip' ? zip(files) : files[0]!.bytes
}

function sweepdVersion(): string {
  const file = new URL('../../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
