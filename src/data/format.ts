import type { z } from 'zod'
import type { Table } from './dataset.ts'

export interface ReadContext {
  missing: readonly string[] // texts that mean "missing" beside the empty one
}

/** A file format as the rest of the service sees it. */
export interface Format {
  options: z.ZodObject
  extensions: readonly string[]
  /** @throws Problem 'invalid-dataset' with pointers /file and /spec/… */
  read(bytes: Buffer, options: unknown, context: ReadContext): Promise<Table>
}

/** Options are checked here, once; inside, a format sees them typed. */
export function defineFormat<S extends z.ZodObject>(format: {
  options: S
  extensions: readonly string[]
  read(bytes: Buffer, options: z.infer<S>, context: ReadContext): Promise<Table>
}): Format {
  const { options, extensions, read } = format
  return {
    options,
    extensions,
    read: (bytes, raw, context) => read(bytes, options.parse(raw), context),
  }
}
