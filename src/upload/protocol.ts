/** Messages between the API and the child that reads uploads, over IPC with `serialization: 'advanced'`. */

import type { DatasetSpec } from '../data/spec.ts'
import type { EncodedDataset } from '../data/stored/encoded-dataset.ts'
import type { Fault, ProblemType } from '../errors.ts'

export interface ReadRequest {
  spec: DatasetSpec
  path: string
  name: string | null // name of the file as uploaded
  resultPath: string // file for the encoded bytes, which may be large
}

export type ReadAnswer =
  | { type: 'read'; dataset: Omit<EncodedDataset, 'bytes'> }
  | { type: 'refused'; problem: ProblemType; detail: string; faults: readonly Fault[] }
  | { type: 'broken'; message: string }
