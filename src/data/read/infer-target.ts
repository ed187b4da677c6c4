/** Infers the target and the task that a spec leaves out. If either is in doubt, the spec must name it. */
import { Problem } from '../../errors.ts'
import type { Column, Task } from '../dataset.ts'
import type { Notation } from '../text/notation.ts'
import { textFault } from '../text/text-fault.ts'
import { listColumns } from './list-columns.ts'

/** Usual names of a target column. */
const usualNames = new Set(['target', 'label', 'class', 'y', 'outcome', 'response'])

/** Numbers with more distinct values than this are a regression target. */
const mostClasses = 20

const ifClasses = 'say "task": "classification" if its texts are classes'

/**
 * Returns the index of the only column with a usual name.
 *
 * @throws Problem invalid-dataset that lists the columns
 */
export function inferTarget(names: readonly string[]): number {
  const usual = [...names.keys()].filter((column) => usualNames.has(plain(names[column]!)))
  const [only, ...others] = usual
  if (only !== undefined && others.length === 0) return only
  const detail = `is missing: give the column to predict. The file has ${listColumns(names)}`
  throw asked('/spec/target', detail, [])
}

/**
 * Infers the task: texts or two values are classes, and numbers with many distinct values are a regression.
 *
 * @throws Problem invalid-dataset if either could be meant
 */
export function inferTask(column: Column, notation: Notation): Task {
  const fault = column.type === 'text' ? textFault(column, notation, ifClasses) : null
  if (fault) {
    const mends = [...fault.mends, { task: 'classification' }]
    throw asked('/spec/task', `is missing: '${column.name}' ${fault.detail}`, mends)
  }
  if (column.type !== 'number') return 'classification'
  const distinct = new Set(column.values.filter((value) => !Number.isNaN(value))).size
  if (distinct === 2) return 'classification'
  if (distinct > mostClasses) return 'regression'
  const detail =
    `is missing: '${column.name}' has ${distinct} distinct numbers. ` +
    'Say "classification" if each is a class, "regression" if they measure something'
  throw asked('/spec/task', detail, [{ task: 'classification' }, { task: 'regression' }])
}

function plain(name: string): string {
  return name.trim().toLowerCase()
}

function asked(
  pointer: string,
  detail: string,
  mends: readonly Readonly<Record<string, unknown>>[],
): Problem {
  return new Problem('invalid-dataset', 'The spec does not say what to learn.', [
    { pointer, detail, ...(mends.length > 0 && { mends }) },
  ])
}
