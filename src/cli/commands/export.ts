/** `sweepd export <study>`: all trials as CSV or JSON. */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { ParamValue, Trial } from '../answers.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { findStudy } from '../find-study.ts'
import { FileError } from '../read-json.ts'

export interface ExportOptions {
  format: 'csv' | 'json'
  output?: string // path of a file; default: standard output
}

export async function exportTrials(
  { client, terminal }: Context,
  idOrName: string,
  { format, output }: ExportOptions,
): Promise<ExitCode> {
  const { id } = await findStudy(client, idOrName)
  const trials = await client.trials(id)
  const text = format === 'json' ? `${JSON.stringify(trials, null, 2)}\n` : toCsv(trials)
  if (output === undefined) {
    terminal.write(text)
    return exitCodes.ok
  }
  const file = createWriteStream(output)
  file.end(text)
  await finished(file).catch((error) => {
    throw new FileError(output, error)
  })
  terminal.write(`${output}: ${trials.length} trials\n`)
  return exitCodes.ok
}

/** RFC 4180, with one column per parameter of any trial; the cell is empty if a trial lacks it. */
export function toCsv(trials: readonly Trial[]): string {
  const params = [...new Set(trials.flatMap((trial) => Object.keys(trial.params)))]
  const count = Math.max(1, ...trials.map(({ values }) => values?.length ?? 1))
  const values = count === 1 ? ['value'] : Array.from({ length: count }, (_, i) => `values[${i}]`)
  const head = ['number', 'state', ...values, 'step', 'reason', 'startedAt', 'durationMs']
  const rows = trials.map((trial) => [
    trial.number,
    trial.state,
    ...(count === 1 ? [trial.value] : values.map((_, i) => trial.values?.[i] ?? null)),
    trial.step,
    trial.reason,
    trial.startedAt,
    trial.durationMs,
    ...params.map((name) =>
      Object.hasOwn(trial.params, name) ? String(trial.params[name]) : null,
    ),
  ])
  const lines = [[...head, ...params.map((name) => `params.${name}`)], ...rows]
  return lines.map((cells) => `${cells.map(field).join(',')}\n`).join('')
}

function field(value: ParamValue): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
