import type { z } from 'zod'
import type { Table } from './dataset.ts'

/**
 * How a column is read: as its values suggest; as the texts of the file whatever they look like; as dates where the file
 * has such a type, else as texts.
 */
export type ColumnKind = 'auto' | 'text' | 'datetime'

export interface ReadContext {
  missing: readonly string[] // texts that mean "missing" beside the empty one
  fileName: string | null // as uploaded, without the endings .gz and .zip
  /**
   * Called with the names of all columns, in the order of the file, before any cell is read.
   *
   * @param hintFor  what to say of a name that is not among them; null: nothing
   */
  chooseKinds(names: readonly string[], hintFor?: (name: string) => string | null): ColumnKind[]
}

/** A file format as the rest of the service sees it. */
export interface Format {
  summary: string
  options: z.ZodObject
  extensions: readonly string[]
  start: string | null // bytes that every such file begins with, as latin1; null: no such bytes
  isTyped: boolean // texts are texts, also where all of them are digits
  copyOptions: string // with which DuckDB writes such a file (COPY … TO): the contract tests make theirs so
  /** @throws Problem 'invalid-dataset' with pointers /file and /spec/…, and what chooseKinds throws */
  read(bytes: Buffer, options: unknown, context: ReadContext): Promise<Table>
}

/** Options are checked here, once; inside, a format sees them typed. */
export function defineFormat<S extends z.ZodObject>(format: {
  summary: string
  options: S
  extensions: readonly string[]
  start?: string // bytes that every such file begins with, as latin1; none unless given
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
