import type { Format } from '../format.ts'
import { csv } from './csv.ts'
import { parquet } from './parquet.ts'

/**
 * Registry of the formats; a new one is one file and one line here. The dataset spec, /v1/formats and the contract
 * tests are built from it.
 */
export const formats = { csv, parquet } as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

/** Format of a file whose name does not tell the format. */
export const defaultFormat: FormatName = 'csv'
