import type { Dataset } from '../dataset.ts'
import { tableColumns } from './warning.ts'

/** The columns of texts: categories among the inputs, and the target of a classification. */
export function textColumns({
  inputs,
  target,
}: Dataset): { name: string; levels: readonly string[]; codes: Int32Array }[] {
  return [
    ...tableColumns(inputs).flatMap((column) =>
      column.encoding === 'categorical' ? [column] : [],
    ),
    ...(target.type === 'classes'
      ? [{ name: target.name, levels: target.classes, codes: target.labels }]
      : []),
  ]
}
