/** Formats a dataset: columns and warnings. */
import type { Dataset, DatasetWarning } from '../answers.ts'
import { showTable } from './table.ts'

export function showDataset(dataset: Dataset): string {
  const { name, rows, testRows, task, columns, warnings = [] } = dataset
  const cells = columns.map(({ name, type, role, missing, distinct, reason = '' }) => [
    name,
    type,
    role,
    String(missing),
    String(distinct),
    reason,
  ])
  return [
    `${name}: ${rows} rows (${testRows} test rows), ${task}`,
    showTable(['column', 'type', 'role', 'missing', 'distinct', 'why'], cells),
    ...warnings.map((warning) => `warning: ${showWarning(warning)}`),
  ].join('\n')
}

/** One line; most messages name their column. */
export function showWarning({ column, message, suggestion }: DatasetWarning): string {
  const isNamed = column === null || message.includes(`'${column}'`)
  const what = isNamed ? message : `'${column}': ${message}`
  return suggestion === null ? what : `${what}; ${suggestion}`
}
