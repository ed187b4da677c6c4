/** Splits resumed trials into groups by epoch, because all lanes of a group train the same epoch. */
import { decodeCheckpoint } from '../engine/group/checkpoint.ts'
import type { TrainRequest } from './trainer/protocol.ts'

/** Groups the requests by the epoch that they continue from, earliest first. */
export function atOneEpoch(requests: readonly TrainRequest[]): TrainRequest[][] {
  const groups = new Map<number, TrainRequest[]>()
  for (const request of requests) {
    const epoch = request.checkpoint ? decodeCheckpoint(request.checkpoint).epoch : 0
    groups.set(epoch, [...(groups.get(epoch) ?? []), request])
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}
