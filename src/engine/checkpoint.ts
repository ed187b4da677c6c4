/** A trial between two epochs as plain typed arrays: training resumed from it goes on bit for bit. */
import v8 from 'node:v8'
import type { EpochValue } from './progress.ts'

/**
 * Random numbers need no state of their own: they are functions of the seeds, the epoch and the update count.
 */
export interface Checkpoint {
  epoch: number // epochs that are done
  updates: number // updates of the weights that are done
  weights: Float32Array // [weightCount]
  statistics: Float32Array // [statisticCount]
  slots: Record<string, Float32Array> // of the optimizer, [weightCount] each
  best: (EpochValue & { weights: Float32Array; statistics: Float32Array }) | null
  improved: EpochValue | null // what early stopping counts from
}

const version = 1

export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
  return v8.serialize({ version, checkpoint })
}

/** @throws Error when the bytes are not a checkpoint of this version */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const decoded = v8.deserialize(bytes) as { version?: number; checkpoint: Checkpoint }
  if (decoded.version === version) return decoded.checkpoint
  throw new Error(`The checkpoint has version ${decoded.version}, this is version ${version}`)
}
