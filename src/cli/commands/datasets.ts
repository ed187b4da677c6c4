/** `sweepd datasets`, `datasets add`, `datasets delete`. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { BadFile, readJson } from '../read-json.ts'
import { showTable } from '../show/table.ts'

export async function listDatasets(
  { client, terminal }: Context,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const items = await client.datasets()
  const rows = items.map(({ id, name, task, rows }) => [id, name, task, String(rows)])
  const text = json ? JSON.stringify(items) : showTable(['id', 'name', 'task', 'rows'], rows)
  terminal.write(`${text}\n`)
  return exitCodes.ok
}

/** Parts of a dataset spec; the server knows the defaults and what is allowed. */
export interface SpecOptions {
  spec?: string // a JSON file: the other options replace its members
  name?: string
  format?: string
  task?: string
  target?: string
  ignore?: string[]
  missing?: string[]
  categorical?: string[]
  header?: boolean
  delimiter?: string
  inputShape?: number[]
  testFraction?: number
}

export async function addDataset(
  { client, terminal }: Context,
  file: string,
  { json, ...options }: SpecOptions & { json?: boolean },
): Promise<ExitCode> {
  const base = options.spec === undefined ? {} : await readJson(options.spec)
  const bytes = await readFile(file).catch((error) => {
    throw new BadFile(file, error)
  })
  const spec = datasetSpecOf(file, base, options)
  const answer = await client.addDataset(spec, { name: path.basename(file), bytes })
  const inputs = answer.columns.filter(({ role }) => role === 'input').length
  const text = json
    ? JSON.stringify(answer)
    : `${answer.name}: ${answer.rows} rows, ${inputs} input columns, ${answer.task}\n${answer.id}`
  terminal.write(`${text}\n`)
  return exitCodes.ok
}

export async function deleteDataset(
  { client, terminal }: Context,
  idOrName: string,
): Promise<ExitCode> {
  await client.deleteDataset(idOrName)
  terminal.write(`${idOrName}: deleted\n`)
  return exitCodes.ok
}

/** What the file's name says, then the spec file, then the options. */
export function datasetSpecOf(file: string, base: unknown, options: SpecOptions): unknown {
  if (typeof base !== 'object' || base === null || Array.isArray(base)) return base
  const { spec: _, target, ignore, categorical, ...rest } = options
  const bare = path.basename(file).replace(/\.(gz|zip|csv|tsv|txt|data|parquet)/g, '')
  const given = {
    ...rest,
    target: target === undefined ? undefined : columnOf(target),
    ignore: ignore?.map(columnOf),
    categorical: categorical?.map(columnOf),
  }
  return {
    name: bare,
    format: /\.parquet$/.test(file) ? 'parquet' : 'csv',
    ...base,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
}

/** Digits are an index from 0; a column that is named by digits needs a spec file. */
function columnOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text
}
