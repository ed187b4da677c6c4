/** All trials of a study as a table: a row a trial, a column for each parameter. */
import type { Cell, Table, TableColumn } from '../../data/write/table.ts'
import type { Sql } from '../../db/client.ts'
import {
  type ExportExtent,
  type ExportedTrial,
  readExportedTrials,
} from '../../db/tables/trials/export-trials.ts'
import type { Domain } from '../../search/space/domain.ts'
import type { Params, ParamValue } from '../../search/space/params.ts'
import type { Parameter } from '../../search/space/space.ts'

const rowsAPage = 1_000

interface Column extends TableColumn {
  cell(trial: ExportedTrial): Cell
}

/** Parameters that no trial has get no column: a space with repeats can have hundreds. */
export function trialTable(
  sql: Sql,
  studyId: string,
  extent: ExportExtent,
  parameters: readonly Parameter[],
): Table {
  const columns = columnsOf(extent, parameters)
  return { columns, pages: pagesOf() }

  async function* pagesOf(): AsyncGenerator<Cell[][]> {
    for (let after = -1; ; ) {
      const page = { after, lastNumber: extent.lastNumber, limit: rowsAPage }
      const trials = await readExportedTrials(sql, studyId, page)
      const last = trials.at(-1)
      if (last === undefined) return
      yield trials.map((trial) => columns.map(({ cell }) => cell(trial)))
      after = last.number
    }
  }
}

function columnsOf(extent: ExportExtent, parameters: readonly Parameter[]): Column[] {
  const used = new Set(extent.parameters)
  const isComplete = ({ state }: ExportedTrial) => state === 'complete'
  const values: Column[] = Array.from({ length: extent.values }, (_, i) => ({
    ...{ name: `values[${i}]`, type: 'number' },
    cell: (trial) => (isComplete(trial) ? (trial.values?.[i] ?? null) : null),
  }))
  const constraints: Column[] = Array.from({ length: extent.constraints }, (_, i) => ({
    ...{ name: `constraints[${i}]`, type: 'number' },
    cell: ({ violations }) => violations?.[i] ?? null,
  }))
  return [
    { name: 'number', type: 'int', cell: ({ number }) => number },
    { name: 'state', type: 'text', cell: ({ state }) => state },
    { name: 'source', type: 'text', cell: ({ source }) => source },
    { name: 'copyOf', type: 'int', cell: ({ copyOf }) => copyOf },
    { name: 'seed', type: 'int', cell: ({ seed }) => seed },
    { name: 'value', type: 'number', cell: ({ value }) => value },
    ...(extent.values > 1 ? values : []), // of a single objective, `value` is all
    ...constraints,
    { name: 'step', type: 'int', cell: ({ step }) => step },
    { name: 'lastStep', type: 'int', cell: ({ lastStep }) => lastStep },
    { name: 'reason', type: 'text', cell: ({ reason }) => reason },
    { name: 'startedAt', type: 'time', cell: ({ startedAt }) => startedAt },
    { name: 'endedAt', type: 'time', cell: ({ endedAt }) => endedAt },
    { name: 'durationMs', type: 'number', cell: ({ durationMs }) => durationMs },
    { name: 'attempt', type: 'int', cell: ({ attempt }) => attempt },
    { name: 'device', type: 'text', cell: ({ device }) => device },
    { name: 'execution', type: 'text', cell: ({ execution }) => execution },
    { name: 'peakBytes', type: 'int', cell: ({ peakBytes }) => peakBytes },
    ...(['sampler', 'phase', 'parent'] as const).map(
      (name): Column => ({
        ...{ name: `provenance.${name}`, type: name === 'parent' ? 'int' : 'text' },
        cell: ({ provenance }) => (provenance as Record<string, Cell>)[name] ?? null,
      }),
    ),
    ...parameters.filter(({ name }) => used.has(name)).map(parameterColumn),
  ]
}

function parameterColumn({ name, domain }: Parameter): Column {
  const type = typeOf(domain)
  const write = (value: ParamValue) => (type === 'text' ? String(value) : value)
  const cell = ({ params }: { params: Params }) =>
    Object.hasOwn(params, name) ? write(params[name] as ParamValue) : null
  return { name: `params.${name}`, type, cell }
}

/** Options of several types become text; so does null, to differ from a parameter that the trial lacks. */
function typeOf(domain: Domain): TableColumn['type'] {
  if (domain.type !== 'choice') return domain.type === 'int' ? 'int' : 'number'
  const { options } = domain
  if (options.every((option) => typeof option === 'boolean')) return 'boolean'
  if (options.every(Number.isSafeInteger)) return 'int'
  return options.every((option) => typeof option === 'number') ? 'number' : 'text'
}
