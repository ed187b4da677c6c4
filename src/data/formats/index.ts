import type { Format } from '../format.ts'
import { csv } from './csv.ts'
import { parquet } from './parquet.ts'

/** The dataset spec, the API's /formats and the contract tests are all built from this. */
export const formats = { csv, parquet } as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats
