import type { Dataset } from '../dataset.ts'

/** The columns of texts: categories among the inputs, and the target of a classification. */
export function textColumns({
  inputs,
  target,
}: Dataset): { name: string; levels: readonly string[]; codes: Int32Array }[] {
  const columns = inputs.type === 'table' ? inputs.columns : []
  return [
    ...columns.flatMap((column) => (column.encoding === 'categorical' ? [column] : [])),
    ...(target.type === 'classes'
      ? [{ name: target.name, levels: target.classes, codes: target.labels }]
      : []),
  ]
}
