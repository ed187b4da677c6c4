/** Worker thread of check-split.ts, because decoding a dataset would block the event loop. */
import { parentPort, workerData } from 'node:worker_threads'
import { partFaults } from '../../data/split/check-parts.ts'
import { decodeDataset } from '../../data/stored/encode.ts'
import type { SplitQuestion } from './check-split.ts'

const { bytes, validation, seed } = workerData as SplitQuestion
parentPort?.postMessage(partFaults(decodeDataset(bytes), validation, seed))
