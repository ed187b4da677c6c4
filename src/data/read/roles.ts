import { type Fault, Problem, toPointer } from '../../errors.ts'
import { nearbyNames } from '../../nearby.ts'
import type { Task } from '../dataset.ts'
import type { ColumnKind } from '../format.ts'
import type { WholeSpec } from '../spec.ts'
import { listColumns } from './list-columns.ts'

/** The roles of the columns, as indices into the columns of the file; each list is in file order. */
export interface Roles {
  target: number
  inputs: number[]
  ignored: number[]
  weights: number | null // also among `ignored`
  categorical: ReadonlySet<number>
  order: ReadonlyMap<number, readonly string[]> // of categorical columns, from the lowest
  datetime: ReadonlyMap<number, string | null> // null: detect the format
  kept: ReadonlySet<number> // inputs even if they look like row numbers
}

type RoleSpec = Pick<
  WholeSpec,
  | 'target'
  | 'ignore'
  | 'categorical'
  | 'ordered'
  | 'datetime'
  | 'sampleWeight'
  | 'keep'
  | 'inputShape'
  | 'test'
>

/**
 * Resolves the columns that the spec names.
 *
 * @param hintFor  returns a hint for a name that no column has; null: list the names of the file
 * @throws Problem 'invalid-dataset' with every fault
 */
export function resolveRoles(
  spec: RoleSpec,
  names: readonly string[],
  hintFor: (name: string) => Omit<Fault, 'pointer'> | null = () => null,
): Roles {
  const { target, ignore, categorical, ordered, datetime, sampleWeight, keep, inputShape, test } =
    spec
  const faults: Fault[] = []
  const columns = [...names.keys()]
  /** All columns of this name or index; a join may have left several of one name. */
  const find = (reference: string | number, pointer: string): number[] => {
    const found = columns.filter((column) => column === reference || names[column] === reference)
    if (found.length === 0) {
      faults.push({ pointer, ...unknownColumn(reference, names, hintFor) })
    }
    return found
  }

  const findOne = (reference: string | number, pointer: string): number => {
    const [found = -1, ...more] = find(reference, pointer)
    if (more.length > 0) {
      const indices = [found, ...more].join(' and ')
      const detail = `columns ${indices} (counted from 0) are all named '${reference}': give the index`
      faults.push({ pointer, detail })
    }
    return found
  }

  const targetColumn = findOne(target, '/spec/target')
  const ignored = new Set<number>()
  for (const [index, reference] of ignore.entries()) {
    const pointer = `/spec/ignore/${index}`
    for (const column of find(reference, pointer)) {
      if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
      ignored.add(column)
    }
  }
  const weights = sampleWeight === undefined ? null : findOne(sampleWeight, '/spec/sampleWeight')
  if (weights !== null && weights === targetColumn && weights >= 0) {
    faults.push({ pointer: '/spec/sampleWeight', detail: 'this is the target column' })
  }
  if (weights !== null) ignored.add(weights)
  // the column that assigns rows to parts is not an input
  if (test?.split !== undefined) {
    for (const column of find(test.split, '/spec/test/split')) ignored.add(column)
  }
  const categories = new Set<number>()
  for (const [index, reference] of categorical.entries()) {
    const pointer = `/spec/categorical/${index}`
    for (const column of find(reference, pointer)) {
      if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
      if (ignored.has(column)) faults.push({ pointer, detail: `'${names[column]}' is ignored` })
      categories.add(column)
    }
  }
  const order = new Map<number, readonly string[]>()
  for (const [name, levels] of Object.entries(ordered ?? {})) {
    const pointer = toPointer(['spec', 'ordered', name])
    for (const column of find(name, pointer)) {
      if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
      if (ignored.has(column)) faults.push({ pointer, detail: `'${name}' is ignored` })
      categories.add(column)
      order.set(column, levels)
    }
    const repeated = levels.find((level, index) => levels.indexOf(level) !== index)
    if (repeated !== undefined) faults.push({ pointer, detail: `has '${repeated}' twice` })
  }
  const kept = new Set<number>()
  for (const [index, reference] of keep.entries()) {
    const pointer = `/spec/keep/${index}`
    for (const column of find(reference, pointer)) {
      if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
      if (ignored.has(column)) faults.push({ pointer, detail: `'${names[column]}' is ignored` })
      kept.add(column)
    }
  }
  if (inputShape && order.size > 0) {
    const detail = 'with inputShape all inputs must be numbers: leave ordered out'
    faults.push({ pointer: '/spec/ordered', detail })
  }
  if (inputShape && categorical.length > 0) {
    const detail = 'with inputShape all inputs must be numbers: leave categorical out'
    faults.push({ pointer: '/spec/categorical', detail })
  }
  const dates = new Map<number, string | null>()
  for (const { reference, format, path } of datetimeReferences(datetime)) {
    const pointer = toPointer(['spec', 'datetime', path])
    for (const column of find(reference, pointer)) {
      if (column === targetColumn) faults.push({ pointer, detail: 'this is the target column' })
      if (categories.has(column)) {
        faults.push({
          pointer,
          detail: `'${names[column]}' is also named in ${order.has(column) ? 'ordered' : 'categorical'}`,
        })
      }
      dates.set(column, format)
    }
  }
  if (inputShape && dates.size > 0) {
    const detail = 'with inputShape all inputs must be numbers: leave datetime out'
    faults.push({ pointer: '/spec/datetime', detail })
  }
  const inputs = columns.filter((column) => column !== targetColumn && !ignored.has(column))
  if (inputs.length === 0 && targetColumn >= 0) {
    faults.push(
      columns.length === 1
        ? { pointer: '/file', detail: 'one column was found: is the delimiter right?' }
        : { pointer: '/spec/ignore', detail: 'no input column is left' },
    )
  }
  if (faults.length > 0) {
    throw new Problem('invalid-dataset', 'The file does not fit its spec.', faults)
  }
  return {
    target: targetColumn,
    inputs,
    ignored: columns.filter((column) => ignored.has(column)),
    weights,
    categorical: categories,
    order,
    datetime: dates,
    kept,
  }
}

/** How to read each column. Classes and categories stay texts, whatever they look like: `007` and `7` differ. */
export function columnKinds(
  task: Task | undefined,
  { target, categorical, datetime }: Roles,
  columnCount: number,
): ColumnKind[] {
  return Array.from({ length: columnCount }, (_, column) => {
    const isClass = column === target && task === 'classification'
    if (isClass || categorical.has(column)) return 'text'
    return datetime.has(column) ? 'datetime' : 'auto'
  })
}

function datetimeReferences(datetime: RoleSpec['datetime']) {
  return Array.isArray(datetime)
    ? datetime.map((reference, path) => ({ reference, format: null, path }))
    : Object.entries(datetime).map(([name, format]) => ({ reference: name, format, path: name }))
}

function unknownColumn(
  reference: string | number,
  names: readonly string[],
  hintFor: (name: string) => Omit<Fault, 'pointer'> | null,
): Omit<Fault, 'pointer'> {
  if (typeof reference === 'number') {
    return { detail: `no column ${reference}: the file has columns 0 to ${names.length - 1}` }
  }
  const known = hintFor(reference)
  if (known) return { ...known, detail: `no column '${reference}', but ${known.detail}` }
  const nearby = nearbyNames(reference, names)
  const list = (some: readonly string[]) => some.map((name) => `'${name}'`).join(', ')
  const hint =
    nearby.length > 0
      ? `did you mean ${list(nearby)}? The file has ${listColumns(names)}`
      : `the file has ${listColumns(names)}`
  return { detail: `no column '${reference}': ${hint}` }
}
