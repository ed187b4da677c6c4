import type { Fault } from '../errors.ts'
import type { Column } from './dataset.ts'
import { nearbyNames } from './nearby.ts'
import type { DatasetSpec } from './spec.ts'

/** Which column is what; `inputs` in the order of the file. */
export interface Roles {
  target: Column
  inputs: Column[]
  ignored: Column[]
  categorical: ReadonlySet<string>
}

type RoleSpec = Pick<DatasetSpec, 'target' | 'ignore' | 'categorical' | 'inputShape'>

/** Finds the columns that the spec names; what is wrong is added to `faults`, and the result is then of no use. */
export function resolveRoles(
  { target, ignore, categorical, inputShape }: RoleSpec,
  columns: Column[],
  faults: Fault[],
): Roles {
  refuseDuplicates(columns, faults)
  const find = (reference: string | number, pointer: string): Column | undefined => {
    const found =
      typeof reference === 'number'
        ? columns[reference]
        : columns.find(({ name }) => name === reference)
    if (!found) faults.push({ pointer, detail: unknownColumn(reference, columns) })
    return found
  }

  const targetColumn = find(target, '/spec/target')
  const ignored = new Set<Column>()
  for (const [index, reference] of ignore.entries()) {
    const pointer = `/spec/ignore/${index}`
    const column = find(reference, pointer)
    if (!column) continue
    if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
    ignored.add(column)
  }
  const categoricalNames = new Set<string>()
  for (const [index, reference] of categorical.entries()) {
    const pointer = `/spec/categorical/${index}`
    const column = find(reference, pointer)
    if (!column) continue
    if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
    if (ignored.has(column)) faults.push({ pointer, detail: `'${column.name}' is ignored` })
    categoricalNames.add(column.name)
  }
  if (inputShape && categorical.length > 0) {
    const detail = 'with inputShape all inputs are numbers: there are no categorical columns'
    faults.push({ pointer: '/spec/categorical', detail })
  }
  const inputs = columns.filter((column) => column !== targetColumn && !ignored.has(column))
  if (inputs.length === 0 && targetColumn) {
    faults.push(
      columns.length === 1
        ? { pointer: '/file', detail: 'one column was found: is the delimiter right?' }
        : { pointer: '/spec/ignore', detail: 'no input column is left' },
    )
  }
  return {
    target: targetColumn!,
    inputs,
    ignored: columns.filter((column) => ignored.has(column)),
    categorical: categoricalNames,
  }
}

function refuseDuplicates(columns: Column[], faults: Fault[]): void {
  const seen = new Map<string, number>()
  for (const [index, { name }] of columns.entries()) {
    const first = seen.get(name)
    if (first !== undefined) {
      const detail = `columns ${first} and ${index} (counted from 0) are both named '${name}'`
      faults.push({ pointer: '/file', detail })
    } else seen.set(name, index)
  }
}

function unknownColumn(reference: string | number, columns: Column[]): string {
  if (typeof reference === 'number') {
    return `no column ${reference}: the file has columns 0 to ${columns.length - 1}`
  }
  const names = columns.map(({ name }) => name)
  const nearby = nearbyNames(reference, names)
  const list = (some: string[]) => some.map((name) => `'${name}'`).join(', ')
  const hint =
    nearby.length > 0
      ? `did you mean ${list(nearby)}?`
      : `the file has ${list(names.slice(0, 10))}${names.length > 10 ? ', …' : ''}`
  return `no column '${reference}': ${hint}`
}
