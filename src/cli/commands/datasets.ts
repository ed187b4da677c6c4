/** `sweepd datasets`, `datasets add`, `datasets show`, `datasets delete`. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ProblemDocument } from '../answers.ts'
import { ApiError } from '../client.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { FileError, readJson } from '../read-json.ts'
import { showDataset, showWarning } from '../show/dataset.ts'
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

/** Parts of a dataset spec; the server checks them and fills in defaults. */
export interface SpecOptions {
  spec?: string // a JSON file; the other options override its members
  name?: string
  format?: string
  task?: string
  target?: string
  ignore?: string[]
  missing?: string[]
  categorical?: string[]
  keep?: string[]
  header?: boolean
  delimiter?: string
  decimal?: string
  thousands?: string
  units?: string[]
  datetime?: string[]
  skipLines?: number
  skipBelowHeader?: number
  skipLastLines?: number
  encoding?: string
  dropMissingTarget?: boolean
  minClassRows?: number
  inputShape?: number[]
  testFraction?: number
}

export async function addDataset(
  { client, terminal, command }: Context,
  file: string,
  { json, ...options }: SpecOptions & { json?: boolean },
): Promise<ExitCode> {
  const base = options.spec === undefined ? {} : await readJson(options.spec)
  const bytes = await readFile(file).catch((error) => {
    throw new FileError(file, error)
  })
  const spec = buildDatasetSpec(file, base, options)
  const answer = await client
    .addDataset(spec, { name: path.basename(file), bytes })
    .catch((error) => {
      throw error instanceof ApiError ? new ApiError(withOptions(error.problem)) : error
    })
  const inputs = answer.columns.filter(({ role }) => role === 'input').length
  if (json) {
    terminal.write(`${JSON.stringify(answer)}\n`)
    return exitCodes.ok
  }
  const { name, rows, task, id, warnings = [] } = answer
  terminal.write(`${name}: ${rows} rows, ${inputs} input columns, ${task}\n${id}\n`)
  for (const warning of warnings) terminal.writeError(`warning: ${showWarning(warning)}\n`)
  const smallest = JSON.stringify({ dataset: name, budget: { trials: 20 } })
  terminal.write(`Search it: echo '${smallest}' | ${command} run -\n`)
  return exitCodes.ok
}

/** Members of the spec that have an option of the same name. */
const optionName = (member: keyof SpecOptions): [string, string] => [
  member,
  `--${member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
]
const optionsByMember = new Map<string, string>([
  ...(
    ['name', 'format', 'task', 'target', 'ignore', 'missing', 'categorical', 'keep'] as const
  ).map(optionName),
  ...(['delimiter', 'decimal', 'thousands', 'units', 'datetime', 'encoding'] as const).map(
    optionName,
  ),
  ...(['skipLines', 'skipBelowHeader', 'skipLastLines'] as const).map(optionName),
  ...(['dropMissingTarget', 'minClassRows', 'inputShape', 'testFraction'] as const).map(optionName),
])

/** Faults in the spec name the option that fixes them. */
function withOptions(problem: ProblemDocument): ProblemDocument {
  const errors = problem.errors?.map(({ pointer, detail }) => {
    const [, part, member = ''] = pointer.split('/')
    const option = part === 'spec' ? optionsByMember.get(member) : undefined
    return { pointer, detail: option === undefined ? detail : `${detail} (${option})` }
  })
  return errors === undefined ? problem : { ...problem, errors }
}

export async function showOneDataset(
  { client, terminal }: Context,
  idOrName: string,
  { json }: { json?: boolean },
): Promise<ExitCode> {
  const answer = await client.dataset(idOrName)
  terminal.write(`${json ? JSON.stringify(answer) : showDataset(answer)}\n`)
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

/** Name from the file name, then the spec file, then the options; the server derives the format from the file name. */
export function buildDatasetSpec(file: string, base: unknown, options: SpecOptions): unknown {
  if (typeof base !== 'object' || base === null || Array.isArray(base)) return base
  const { spec: _, target, ignore, categorical, datetime, keep, ...rest } = options
  const { name: bare } = path.parse(file.replace(/\.(gz|zip)$/, ''))
  const given = {
    ...rest,
    target: target === undefined ? undefined : parseColumn(target),
    ignore: ignore?.map(parseColumn),
    categorical: categorical?.map(parseColumn),
    datetime: datetime?.map(parseColumn),
    keep: keep?.map(parseColumn),
  }
  return {
    name: bare,
    ...base,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
}

/** Digits are an index from 0; columns named by digits need a spec file. */
function parseColumn(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text
}
