import type { Fault } from '../../errors.ts'
import type { ClassTarget, Column, NumberColumn, TextColumn, ValueTarget } from '../dataset.ts'
import type { WholeSpec } from '../spec.ts'
import type { Notation } from '../text/notation.ts'
import { firstText, textFault } from '../text/text-fault.ts'
import type { Warning } from '../warnings/warning.ts'
import { readingWarning } from '../warnings/while-reading.ts'
import { selectLevels, selectValues } from './select-rows.ts'

const maxClasses = 1_000
const shownLabels = 5

type TargetSpec = Pick<WholeSpec, 'task' | 'dropMissingTarget' | 'minClassRows'>

/** The target column, restricted to the rows that are kept. */
export interface KeptTarget {
  target: ClassTarget | ValueTarget
  rows: Uint32Array // of the table, ascending
  warnings: Warning[] // which rows were left out
}

/** Builds the target. Returns null if the column cannot be one; `faults` then holds the reason. */
export function assembleTarget(
  spec: TargetSpec,
  column: Column,
  notation: Notation,
  faults: Fault[],
): KeptTarget | null {
  const refuse = (pointer: string, detail: string, mends: Fault['mends'] = []): null => {
    faults.push({ pointer, detail, ...(mends.length > 0 && { mends }) })
    return null
  }
  const { name } = column
  if (column.type === 'other') {
    return refuse(
      '/spec/target',
      `'${name}' is of type ${column.sqlType}, which cannot be a target`,
    )
  }
  if (column.type === 'datetime') {
    return refuse('/spec/target', `'${name}' has dates: a regression needs numbers`)
  }
  const fault = spec.task === 'regression' ? notNumbers(column, notation) : null
  if (fault) return refuse(fault.pointer, fault.detail, fault.mends)

  const present = presentRows(column)
  const missing = countRows(column) - present.length
  if (present.length === 0) return refuse('/spec/target', `'${name}' has no value in any row`)
  if (missing > 0 && !spec.dropMissingTarget) {
    const detail =
      `${describeCount(missing)} no value in the target column '${name}', first row ${firstGap(present) + 1}: ` +
      'give "dropMissingTarget": true to leave such rows out'
    return refuse('/file', detail, [{ dropMissingTarget: true }])
  }
  const warnings: Warning[] = []
  if (missing > 0) {
    warnings.push(
      readingWarning('rows-without-target', {
        column: name,
        message: `${describeCount(missing)} no value in the target column '${name}': left out`,
        suggestion: null,
      }),
    )
  }
  if (column.type === 'number') {
    if (spec.minClassRows !== undefined) {
      return refuse('/spec/minClassRows', 'a regression has no classes')
    }
    const values = selectValues(column.values, present)
    if (values.every((value) => value === values[0])) {
      return refuse(
        '/spec/target',
        `'${name}' is ${values[0]} in every row: there is nothing to learn`,
      )
    }
    return { target: { type: 'values', name, values }, rows: present, warnings }
  }

  const { rows, rare } = frequentRows(column, present, spec.minClassRows ?? 0)
  if (rare.length > 0) {
    warnings.push(
      readingWarning('rows-of-rare-classes', {
        column: name,
        message: `${describeCount(present.length - rows.length)} a class with fewer than ${spec.minClassRows} rows (${list(rare)}): left out`,
        suggestion: null,
      }),
    )
  }
  const { levels: classes, codes: labels } = selectLevels(column, rows)
  const faulty = classFault(name, classes, labels)
  if (faulty) return refuse('/spec/target', faulty.detail, faulty.mends)
  return { target: { type: 'classes', name, classes, labels }, rows, warnings }
}

function notNumbers(column: NumberColumn | TextColumn, notation: Notation): Fault | null {
  if (column.type === 'number') return null
  const subject = `the target column '${column.name}'`
  const ways =
    'correct the file: a regression needs numbers (rows without one are left out with "dropMissingTarget": true)'
  const fault = textFault(column, notation, ways)
  if (fault) {
    const { detail, mends } = fault
    return { pointer: '/file', detail: `${subject} ${detail}`, mends }
  }
  const { text, row } = firstText(column, notation)
  const detail = `${subject} has the text '${text}' in row ${row}: a regression needs numbers`
  return { pointer: '/spec/target', detail }
}

function classFault(
  name: string,
  classes: readonly string[],
  labels: Int32Array,
): Omit<Fault, 'pointer'> | null {
  if (classes.length < 2) {
    return { detail: `'${name}' is '${classes[0]}' in every row: two classes are needed` }
  }
  if (classes.length > maxClasses) {
    const detail =
      `'${name}' has ${classes.length} distinct values, but at most ${maxClasses} classes are accepted: is this a regression? ` +
      'If not, leave out rare classes with "minClassRows"'
    return { detail }
  }
  const counts = new Uint32Array(classes.length)
  for (const label of labels) counts[label]!++
  const rare = classes.filter((_, index) => counts[index]! < 2)
  if (rare.length === 0) return null
  const detail = `every class of '${name}' needs two rows; with one: ${list(rare)}: give "minClassRows": 2 to leave such rows out`
  return { detail, mends: [{ minClassRows: 2 }] }
}

/** The rows of `present` whose class has at least `minRows` rows, and the labels of the rarer classes. */
function frequentRows(
  { levels, codes }: TextColumn,
  present: Uint32Array,
  minRows: number,
): { rows: Uint32Array; rare: string[] } {
  const counts = new Uint32Array(levels.length)
  for (const row of present) counts[codes[row]!]!++
  const rare = levels.filter((_, code) => counts[code]! > 0 && counts[code]! < minRows)
  return { rows: present.filter((row) => counts[codes[row]!]! >= minRows), rare }
}

function presentRows(column: NumberColumn | TextColumn): Uint32Array {
  const isPresent = (row: number) =>
    column.type === 'number' ? !Number.isNaN(column.values[row]) : column.codes[row]! >= 0
  const all = Uint32Array.from({ length: countRows(column) }, (_, row) => row)
  return all.filter(isPresent)
}

function countRows(column: NumberColumn | TextColumn): number {
  return column.type === 'number' ? column.values.length : column.codes.length
}

/** The first row index that is missing from the ascending `rows`. */
function firstGap(rows: Uint32Array): number {
  const gap = rows.findIndex((row, index) => row !== index)
  return gap < 0 ? rows.length : gap
}

function describeCount(rows: number): string {
  return rows === 1 ? '1 row has' : `${rows} rows have`
}

function list(labels: readonly string[]): string {
  const shown = labels.slice(0, shownLabels).map((label) => `'${label}'`)
  return `${shown.join(', ')}${labels.length > shownLabels ? ', …' : ''}`
}
