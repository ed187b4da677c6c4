import type { TableInputs, TensorInputs } from '../dataset.ts'

/** Reads rows of a /predict request into the columns of a dataset, so that both are encoded the same way. */
export interface InputReader {
  inputs: TableInputs | TensorInputs // filled as rows are read
  read(row: unknown, index: number, refuse: Refuse): void
}

/** @param path  path from the row to the faulty value */
export type Refuse = (path: PropertyKey[], detail: string) => void

/** Formats a value for a message. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return `the text '${value.slice(0, 50)}'`
  return typeof value === 'object' ? 'an object' : String(value)
}
