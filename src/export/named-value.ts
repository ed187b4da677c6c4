import type { Value } from '../engine/graph/values.ts'

/** An input or output as a person knows it. */
export interface NamedValue {
  name: string // in the graph
  column?: string // its name in the dataset
  value: Value // [rows, …]
  meaning: string
}
