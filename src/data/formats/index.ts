import type { Format } from '../format.ts'
import { csv } from './csv.ts'
import { parquet } from './parquet.ts'

/** Every format: a new one is a file and a line here. The dataset spec, /v1/formats and the contract tests are built from this. */
export const formats = { csv, parquet } as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

/** Of a file whose name says nothing. */
export const defaultFormat: FormatName = 'csv'
