import type { Fault } from '../errors.ts'
import type { ClassTarget, Column, NumberColumn, TextColumn, ValueTarget } from './dataset.ts'
import type { Notation } from './notation.ts'
import type { DatasetSpec } from './spec.ts'
import { firstText, textFault } from './text-fault.ts'

const maxClasses = 1_000

/** The column to predict; null when `faults` says why not. */
export function assembleTarget(
  { task }: Pick<DatasetSpec, 'task'>,
  column: Column,
  notation: Notation,
  faults: Fault[],
): ClassTarget | ValueTarget | null {
  const refuse = (pointer: string, detail: string): null => {
    faults.push({ pointer, detail })
    return null
  }
  const { name } = column
  if (column.type === 'other') {
    return refuse(
      '/spec/target',
      `'${name}' is of type ${column.sqlType}, which cannot be a target`,
    )
  }
  const rows = missingRows(column)
  if (rows.length > 0) {
    const verb = rows.length === 1 ? 'row has' : 'rows have'
    const detail = `${rows.length} ${verb} no value in the target column '${name}', first row ${rows[0]}`
    return refuse('/file', detail)
  }

  if (task === 'classification') {
    const target = classesOf(column)
    const { classes } = target
    if (classes.length < 2) {
      return refuse(
        '/spec/target',
        `'${name}' is '${classes[0]}' in every row: two classes are needed`,
      )
    }
    if (classes.length > maxClasses) {
      const detail = `'${name}' has ${classes.length} distinct values, at most ${maxClasses} classes are accepted: is this a regression?`
      return refuse('/spec/target', detail)
    }
    const rare = rareClasses(target)
    if (rare.length > 0) {
      const shown = rare.slice(0, 5).map((label) => `'${label}'`)
      const detail = `every class of '${name}' needs two rows; with one: ${shown.join(', ')}${rare.length > 5 ? ', …' : ''}`
      return refuse('/spec/target', detail)
    }
    return target
  }

  if (column.type !== 'number') {
    const fault = textFault(column, notation, 'correct the file: a regression needs numbers')
    if (fault) return refuse('/file', `the target column '${name}' ${fault}`)
    const { text, row } = firstText(column, notation)
    const detail = `the target column '${name}' has the text '${text}' in row ${row}: a regression needs numbers`
    return refuse('/spec/target', detail)
  }
  const { values } = column
  if (values.every((value) => value === values[0])) {
    return refuse(
      '/spec/target',
      `'${name}' is ${values[0]} in every row: there is nothing to learn`,
    )
  }
  return { type: 'values', name, values }
}

/** Of a column that was read as texts. */
function classesOf(column: NumberColumn | TextColumn): ClassTarget {
  const { name } = column
  if (column.type === 'number') throw new TypeError(`'${name}' was read as numbers`)
  return { type: 'classes', name, classes: column.levels, labels: column.codes }
}

function rareClasses({ classes, labels }: ClassTarget): string[] {
  const counts = new Uint32Array(classes.length)
  for (const label of labels) counts[label]!++
  return classes.filter((_, index) => counts[index]! < 2)
}

/** Rows from 1. */
function missingRows(column: NumberColumn | TextColumn): number[] {
  const rows: number[] = []
  const { length } = column.type === 'number' ? column.values : column.codes
  for (let row = 0; row < length; row++) {
    const isMissing =
      column.type === 'number' ? Number.isNaN(column.values[row]) : column.codes[row]! < 0
    if (isMissing) rows.push(row + 1)
  }
  return rows
}
