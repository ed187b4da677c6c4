import { Problem } from '../errors.ts'

/** Limits on one dataset. Reading a larger one could use up the memory of the whole service. */
export const maxRows = 2_000_000
export const maxColumns = 16_385 // 128 × 128 inputs and a target
export const maxCells = 2 ** 27
export const maxFileBytes = 2 ** 29 // after unpacking

/** @throws Problem 'too-large' */
export function refuseTooLarge(detail: string): never {
  throw new Problem('too-large', `The file is too large: ${detail}.`, [
    { pointer: '/file', detail },
  ])
}

/** @throws Problem 'too-large' if a table of this size exceeds the limits */
export function checkSize(rows: number, columns: number): void {
  if (rows <= maxRows && columns <= maxColumns && rows * columns <= maxCells) return
  refuseTooLarge(
    `${rows} rows of ${columns} columns; at most ${maxRows} rows, ${maxColumns} columns and ${maxCells} cells are accepted`,
  )
}
