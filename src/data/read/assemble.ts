import { type Fault, Problem } from '../../errors.ts'
import type { Column, Dataset, Table } from '../dataset.ts'
import { chooseTestFraction, type WholeSpec } from '../spec.ts'
import type { Warning } from '../warnings/warning.ts'
import { readingWarning } from '../warnings/while-reading.ts'
import { assembleInputs } from './assemble-inputs.ts'
import { assembleTarget } from './assemble-target.ts'
import { assembleWeights } from './assemble-weights.ts'
import { chooseTest } from './choose-test.ts'
import { describeIgnored } from './describe-ignored.ts'
import { type Roles, resolveRoles } from './roles.ts'
import { type LeftOut, namelessInputs, rowNamesIn } from './row-names.ts'
import { selectInputs } from './select-rows.ts'
import { uniqueNames } from './unique-names.ts'

/**
 * Builds a dataset from a table, with the column roles that the spec names.
 *
 * @throws Problem 'invalid-dataset' with every fault that can be found at once
 */
export function assembleDataset(spec: WholeSpec, given: Table): Dataset {
  const names = given.columns.map(({ name }) => name)
  const named = resolveRoles(spec, names)
  const leftOut = rowNamesIn(given, named, spec)
  const roles = withoutInputs(named, leftOut)
  const { table, warnings } = withUniqueNames(given, roles)
  const { columns, notation } = table
  const faults: Fault[] = []

  const kept = assembleTarget(spec, columns[roles.target]!, notation, faults)
  const inputs = assembleInputs(spec, table, roles, faults)
  refuse(faults)
  const { target, rows, warnings: ofRows } = kept!
  const ignored = roles.ignored.flatMap((index) => {
    const described = describeIgnored(columns[index]!, rows, roles.datetime.get(index))
    const reason = leftOut.find(({ column }) => column === index)?.reason
    if (!('detail' in described)) return { ...described, ...(reason && { reason }) }
    const { detail, mends } = described
    faults.push({ pointer: '/file', detail: `column '${columns[index]!.name}' ${detail}`, mends })
    return []
  })
  const weighing = roles.weights === null ? null : columns[roles.weights]!
  const weights = weighing && assembleWeights(weighing, rows, notation, faults)
  const dataset: Dataset = {
    name: spec.name,
    task: spec.task,
    rows: rows.length,
    testFraction: chooseTestFraction(spec, rows.length),
    missing: spec.missing,
    notation,
    inputs: selectInputs(inputs!, rows, table.rows),
    target,
    weights,
    ignored,
    warnings: [
      ...warnings,
      ...ofRows,
      ...leadingZeros(columns, roles),
      ...groupedThousands(columns, roles),
      ...leftOut.map((one) => indexWarning(one, columns)),
      ...namelessInputs(given, roles).map((column) => namelessWarning(column, columns)),
    ],
  }
  const chosen = chooseTest(spec, dataset, faults)
  refuse(faults)
  return chosen
}

/** Moves inputs that are left out to the ignored columns. */
function withoutInputs(roles: Roles, leftOut: readonly LeftOut[]): Roles {
  const out = new Set(leftOut.map(({ column }) => column))
  return {
    ...roles,
    inputs: roles.inputs.filter((column) => !out.has(column)),
    ignored: [...roles.ignored, ...out].sort((a, b) => a - b),
  }
}

function indexWarning({ column, reason }: LeftOut, columns: readonly Column[]): Warning {
  const { name } = columns[column]!
  return readingWarning('index', {
    column: name,
    message: `'${name}' is left out: ${reason}`,
    suggestion: `to use it as an input anyway: "keep": [${JSON.stringify(name)}]`,
    mend: { keep: [name] },
  })
}

function namelessWarning(column: number, columns: readonly Column[]): Warning {
  const { name } = columns[column]!
  return readingWarning('no-name', {
    column: name,
    message: `column ${column} (counted from 0) has no name in the file: it is now the input '${name}'`,
    suggestion: `if it numbers the rows, leave it out: "ignore": [${JSON.stringify(name)}]; if not, name it in the file`,
    mend: { ignore: [column] },
  })
}

/** Renames columns of one name, and warns of each renamed column that is used. */
function withUniqueNames(
  table: Table,
  { target, inputs }: Roles,
): { table: Table; warnings: Warning[] } {
  const used = new Set([target, ...inputs])
  const names = table.columns.map(({ name }) => name)
  const unique = uniqueNames(names, (index) => used.has(index))
  const renamed = [...used].filter((index) => unique[index] !== names[index]).sort((a, b) => a - b)
  const warnings = renamed.map((index) =>
    readingWarning('renamed-column', {
      column: unique[index]!,
      message: `column ${index} (counted from 0) has the same name '${names[index]}' as another column: it is now '${unique[index]}'`,
      suggestion: `if it is the same column, leave it out by its index: "ignore": [${index}]`,
      mend: { ignore: [index] },
    }),
  )
  const columns = table.columns.map((column, index) => ({ ...column, name: unique[index]! }))
  return { table: { ...table, columns }, warnings: [...table.warnings, ...warnings] }
}

/** Warns of inputs with numbers such as 007, which are read as 7: codes should be categories. */
function leadingZeros(columns: readonly Column[], { inputs }: Roles): Warning[] {
  return inputs.flatMap((index) => {
    const column = columns[index]!
    if (column.type !== 'number' || !column.hasLeadingZeros) return []
    const { name } = column
    return readingWarning('leading-zeros', {
      column: name,
      message: `'${name}' has numbers with leading zeros, which are read as if they had none`,
      suggestion: 'name it in categorical if they are codes',
      mend: { categorical: [name] },
    })
  })
}

/** Warns of numbers such as 1.234 next to 900, which are read as if the point were a decimal mark. */
function groupedThousands(columns: readonly Column[], { inputs, target }: Roles): Warning[] {
  const used = [...inputs, target].map((index) => columns[index]!)
  // with other marks these would no longer be read
  const hasDecimals = used.some(
    (column) =>
      column.type === 'number' && !column.mayGroupByPoints && column.values.some(hasPlaces),
  )
  return used.flatMap((column) => {
    if (column.type !== 'number' || !column.mayGroupByPoints) return []
    const { name } = column
    return readingWarning('grouped-thousands', {
      column: name,
      message: `'${name}' has whole numbers below 1000 and numbers with a point and exactly three places, which are read as decimals: do the points group thousands?`,
      suggestion: 'if they do, give "decimal": "," and "thousands": "."',
      mend: hasDecimals ? null : { decimal: ',', thousands: '.' },
    })
  })
}

function hasPlaces(value: number): boolean {
  return !Number.isNaN(value) && !Number.isInteger(value)
}

function refuse(faults: Fault[]): void {
  if (faults.length === 0) return
  throw new Problem('invalid-dataset', 'The file does not fit its spec.', faults)
}
