import type { z } from 'zod'
import type { Fault } from '../errors.ts'
import type { Table } from './dataset.ts'

/**
 * How to read a column. `auto`: as its values suggest. `text`: as the texts in the file, whatever they look like.
 * `datetime`: as dates if the file has a date type, else as texts.
 */
export type ColumnKind = 'auto' | 'text' | 'datetime'

export interface ReadContext {
  missing: readonly string[] // texts that mean "missing", besides the empty text
  fileName: string | null // as uploaded, without the extensions .gz and .zip
  /**
   * The reader calls this with the names of all columns, in file order, before it reads any cell.
   *
   * @param hintFor  returns a hint for a name that is not among the columns; null: no hint
   */
  chooseKinds(
    names: readonly string[],
    hintFor?: (name: string) => Omit<Fault, 'pointer'> | null,
  ): ColumnKind[]
}

/** A file format as seen by the rest of the service. */
export interface Format {
  summary: string
  options: z.ZodObject
  extensions: readonly string[]
  start: string | null // bytes that every file of this format begins with, as latin1; null: none
  isTyped: boolean // texts are texts, also where all of them are digits
  copyOptions: string // with which DuckDB writes such a file (COPY … TO): the contract tests make theirs so
  /** @throws Problem 'invalid-dataset' with pointers /file and /spec/…, and what chooseKinds throws */
  read(bytes: Buffer, options: unknown, context: ReadContext): Promise<Table>
}

/** Defines a format. Options are checked here, once, so that `read` gets them typed. */
export function defineFormat<S extends z.ZodObject>(format: {
  summary: string
  options: S
  extensions: readonly string[]
  start?: string // bytes that every file of this format begins with, as latin1; default: none
  isTyped: boolean // texts are texts, also where all of them are digits
  copyOptions: string // with which DuckDB writes such a file (COPY … TO): the contract tests make theirs so
  read(bytes: Buffer, options: z.infer<S>, context: ReadContext): Promise<Table>
}): Format {
  const { options, read } = format
  return {
    start: null,
    ...format,
    read: (bytes, raw, context) => read(bytes, options.parse(raw), context),
  }
}
