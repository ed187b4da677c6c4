import { type Fault, Problem, toPointer } from '../../errors.ts'
import { encodeRows } from './encode-rows.ts'
import type { FittedInputs } from './fitted.ts'
import type { InputReader } from './input-reader.ts'
import { tableReader } from './read-table-rows.ts'
import { tensorReader } from './read-tensor-rows.ts'

const faultsShown = 20

/**
 * Encodes rows of a /predict request for the network, before any resizing. Rows are objects by column name, or flat or
 * nested arrays for a tensor. A value that is absent, null or a text that means "missing" is missing; it is refused if
 * the dataset has a value in every row.
 *
 * @returns [rows, ...encodedShape(fitted)], row-major
 * @throws Problem 'invalid-inputs' with pointers such as /inputs/0/LotArea
 */
export function encodeInputs(fitted: FittedInputs, rows: readonly unknown[]): Float32Array {
  const faults: Fault[] = []
  const reader: InputReader =
    fitted.type === 'table'
      ? tableReader(fitted, rows.length)
      : tensorReader(fitted.shape, rows.length)
  for (const [index, row] of rows.entries()) {
    reader.read(row, index, (path, detail) =>
      faults.push({ pointer: toPointer(['inputs', index, ...path]), detail }),
    )
    if (faults.length >= faultsShown) break
  }
  if (faults.length > 0) {
    const shown = faults.slice(0, faultsShown)
    throw new Problem(
      'invalid-inputs',
      'The inputs do not match the data that the model was trained on.',
      shown,
    )
  }
  return encodeRows(fitted, reader.inputs, Uint32Array.from(rows.keys()))
}
