import { type InputColumn, sizeOf, type TableInputs, type TensorInputs } from '../dataset.ts'

/** Inputs restricted to these rows, without levels that no longer occur. Returns `inputs` itself if all rows stay. */
export function selectInputs(
  inputs: TableInputs | TensorInputs,
  rows: Uint32Array,
  allRows: number,
): TableInputs | TensorInputs {
  if (rows.length === allRows) return inputs
  if (inputs.type === 'table') {
    return { type: 'table', columns: inputs.columns.map((column) => selectColumn(column, rows)) }
  }
  const size = sizeOf(inputs.shape)
  const values = new Float32Array(rows.length * size)
  for (const [to, row] of rows.entries()) {
    values.set(inputs.values.subarray(row * size, (row + 1) * size), to * size)
  }
  return { ...inputs, values }
}

export function selectValues(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!)
}

/** @returns the levels that occur in these rows, in their order, and codes that index them */
export function selectLevels(
  { levels, codes }: { levels: readonly string[]; codes: Int32Array },
  rows: Uint32Array,
): { levels: string[]; codes: Int32Array } {
  const selected = Int32Array.from(rows, (row) => codes[row]!)
  const occurring = new Set(selected)
  const kept = [...levels.keys()].filter((code) => occurring.has(code))
  const newCodes = new Map(kept.map((code, index) => [code, index]))
  return {
    levels: kept.map((code) => levels[code]!),
    codes: selected.map((code) => newCodes.get(code) ?? -1),
  }
}

function selectColumn(column: InputColumn, rows: Uint32Array): InputColumn {
  return 'values' in column
    ? { ...column, values: selectValues(column.values, rows) }
    : { ...column, ...selectLevels(column, rows) }
}
