import { type Fault, Problem } from '../errors.ts'
import type { ColumnKind } from './format.ts'
import { nearbyNames } from './nearby.ts'
import type { DatasetSpec } from './spec.ts'

/** Which column is what, as indices into the columns of the file; each list in the order of the file. */
export interface Roles {
  target: number
  inputs: number[]
  ignored: number[]
  categorical: ReadonlySet<number>
}

type RoleSpec = Pick<DatasetSpec, 'target' | 'ignore' | 'categorical' | 'inputShape'>

/**
 * Finds the columns that the spec names.
 *
 * @throws Problem 'invalid-dataset' with every fault
 */
export function resolveRoles(spec: RoleSpec, names: readonly string[]): Roles {
  const { target, ignore, categorical, inputShape } = spec
  const faults: Fault[] = []
  refuseDuplicates(names, faults)
  const find = (reference: string | number, pointer: string): number => {
    const found = typeof reference === 'number' ? reference : names.indexOf(reference)
    if (found >= 0 && found < names.length) return found
    faults.push({ pointer, detail: unknownColumn(reference, names) })
    return -1
  }

  const targetColumn = find(target, '/spec/target')
  const ignored = new Set<number>()
  for (const [index, reference] of ignore.entries()) {
    const pointer = `/spec/ignore/${index}`
    const column = find(reference, pointer)
    if (column < 0) continue
    if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
    ignored.add(column)
  }
  const categories = new Set<number>()
  for (const [index, reference] of categorical.entries()) {
    const pointer = `/spec/categorical/${index}`
    const column = find(reference, pointer)
    if (column < 0) continue
    if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
    if (ignored.has(column)) faults.push({ pointer, detail: `'${names[column]}' is ignored` })
    categories.add(column)
  }
  if (inputShape && categorical.length > 0) {
    const detail = 'with inputShape all inputs are numbers: there are no categorical columns'
    faults.push({ pointer: '/spec/categorical', detail })
  }
  const columns = [...names.keys()]
  const inputs = columns.filter((column) => column !== targetColumn && !ignored.has(column))
  if (inputs.length === 0 && targetColumn >= 0) {
    faults.push(
      columns.length === 1
        ? { pointer: '/file', detail: 'one column was found: is the delimiter right?' }
        : { pointer: '/spec/ignore', detail: 'no input column is left' },
    )
  }
  if (faults.length > 0) {
    throw new Problem('invalid-dataset', 'The file and its spec do not make a dataset.', faults)
  }
  return {
    target: targetColumn,
    inputs,
    ignored: columns.filter((column) => ignored.has(column)),
    categorical: categories,
  }
}

/** Classes and categories are texts, whatever they look like: `007` and `7` are two. */
export function columnKinds(
  { task }: Pick<DatasetSpec, 'task'>,
  { target, categorical }: Roles,
  columnCount: number,
): ColumnKind[] {
  return Array.from({ length: columnCount }, (_, column) => {
    const isClass = column === target && task === 'classification'
    return isClass || categorical.has(column) ? 'text' : 'auto'
  })
}

function refuseDuplicates(names: readonly string[], faults: Fault[]): void {
  const seen = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    const first = seen.get(name)
    if (first !== undefined) {
      const detail = `columns ${first} and ${index} (counted from 0) are both named '${name}'`
      faults.push({ pointer: '/file', detail })
    } else seen.set(name, index)
  }
}

function unknownColumn(reference: string | number, names: readonly string[]): string {
  if (typeof reference === 'number') {
    return `no column ${reference}: the file has columns 0 to ${names.length - 1}`
  }
  const nearby = nearbyNames(reference, names)
  const list = (some: readonly string[]) => some.map((name) => `'${name}'`).join(', ')
  const hint =
    nearby.length > 0
      ? `did you mean ${list(nearby)}?`
      : `the file has ${list(names.slice(0, 10))}${names.length > 10 ? ', …' : ''}`
  return `no column '${reference}': ${hint}`
}
