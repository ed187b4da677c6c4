/** The thread of check-split.ts: datasets are too large to be unpacked while requests wait. */
import { parentPort, workerData } from 'node:worker_threads'
import { partFaults } from '../../data/split/check-parts.ts'
import { decodeDataset } from '../../data/stored/encode.ts'
import type { SplitQuestion } from './check-split.ts'

const { bytes, validation, seed } = workerData as SplitQuestion
parentPort?.postMessage(partFaults(decodeDataset(bytes), validation, seed))
