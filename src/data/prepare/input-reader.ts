import type { TableInputs, TensorInputs } from '../dataset.ts'

/** Reads rows of a /predict request into what a dataset holds, so that they are encoded as its rows are. */
export interface InputReader {
  inputs: TableInputs | TensorInputs // as far as rows were read
  read(row: unknown, index: number, refuse: Refuse): void
}

/** @param path  from the row to what is at fault */
export type Refuse = (path: PropertyKey[], detail: string) => void

/** A value in a message. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return `the text '${value.slice(0, 50)}'`
  return typeof value === 'object' ? 'an object' : String(value)
}
