/** `sweepd export <study>`: all trials or epochs as CSV, Parquet or JSON, as the server streams them. */
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ServerUnreachable } from '../client.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findStudy } from '../find-study.ts'
import { FileError } from '../read-json.ts'
import { UsageError } from '../usage-error.ts'

export const formats = ['csv', 'parquet', 'json'] as const
type Format = (typeof formats)[number]

export type ExportOptions = Partial<Record<Format, true>> & {
  format?: Format // as `--csv` and so on say it too
  output?: string // path of a file; default: standard output
  epochs?: true
}

export async function exportStudy(
  { client, terminal }: Context,
  idOrName: string,
  options: ExportOptions,
): Promise<ExitCode> {
  const { output, epochs = false } = options
  const format = options.format ?? formats.find((name) => options[name]) ?? formatOf(output)
  if (format === 'parquet' && output === undefined) {
    throw new UsageError('Parquet is not text: give a file, such as -o trials.parquet.')
  }
  const { id } = await findStudy(client, idOrName)
  const parts = await client.exportOf(id, { format, epochs: String(epochs) })
  if (output === undefined) {
    const text = new TextDecoder()
    for await (const part of parts) terminal.write(text.decode(part, { stream: true }))
    return exitCodes.ok
  }
  const file = createWriteStream(output)
  await pipeline(parts, file).catch((error) => {
    throw error instanceof ServerUnreachable ? error : new FileError(output, error)
  })
  terminal.write(`${output}: ${file.bytesWritten} bytes\n`)
  return exitCodes.ok
}

/** By the ending of the file's name, else CSV. */
function formatOf(output = ''): Format {
  return formats.find((format) => path.extname(output) === `.${format}`) ?? 'csv'
}
