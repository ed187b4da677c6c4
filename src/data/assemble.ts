import { type Fault, Problem } from '../errors.ts'
import { assembleInputs } from './assemble-inputs.ts'
import { assembleTarget } from './assemble-target.ts'
import type { Column, Dataset, IgnoredColumn, Table } from './dataset.ts'
import { resolveRoles } from './roles.ts'
import type { DatasetSpec } from './spec.ts'

/**
 * Gives the columns of a table the roles that the spec names.
 *
 * @throws Problem 'invalid-dataset' with every fault that can be told at once
 */
export function assembleDataset(spec: DatasetSpec, table: Table): Dataset {
  const { rows, columns, notation } = table
  const roles = resolveRoles(
    spec,
    columns.map(({ name }) => name),
  )
  const faults: Fault[] = []
  if (rows === 0) faults.push({ pointer: '/file', detail: 'the file has no rows' })
  refuse(faults)

  const target = assembleTarget(spec, columns[roles.target]!, notation, faults)
  const inputs = assembleInputs(spec, table, roles, faults)
  refuse(faults)
  return {
    name: spec.name,
    task: spec.task,
    rows,
    testFraction: spec.testFraction,
    missing: spec.missing,
    notation,
    inputs: inputs!,
    target: target!,
    ignored: roles.ignored.map((index) => describeIgnored(columns[index]!)),
    warnings: [],
  }
}

function refuse(faults: Fault[]): void {
  if (faults.length === 0) return
  throw new Problem('invalid-dataset', 'The file and its spec do not make a dataset.', faults)
}

function describeIgnored(column: Column): IgnoredColumn {
  const { name, type } = column
  if (column.type === 'other') return { name, type, missing: 0, distinct: 0 }
  const isText = column.type !== 'number'
  const missing = isText
    ? column.codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0)
    : column.values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
  const distinct = isText
    ? column.levels.length
    : new Set(column.values.filter((value) => !Number.isNaN(value))).size
  return { name, type, missing, distinct }
}
