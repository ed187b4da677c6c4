/** Messages between the API and the child that reads uploads, over IPC with `serialization: 'advanced'`. */

import type { DatasetSpec } from '../data/spec.ts'
import type { EncodedDataset } from '../data/stored/encoded-dataset.ts'
import type { Fault, ProblemType } from '../errors.ts'

export interface ReadRequest {
  spec: DatasetSpec
  path: string
  name: string | null // of the file as it was uploaded
  resultPath: string // where the encoded bytes go: they may be many
}

export type ReadAnswer =
  | { type: 'read'; dataset: Omit<EncodedDataset, 'bytes'> }
  | { type: 'refused'; problem: ProblemType; detail: string; faults: readonly Fault[] }
  | { type: 'broken'; message: string }
