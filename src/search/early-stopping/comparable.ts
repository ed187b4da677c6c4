/**
 * Which trials can be compared at a step. The values of a learning rate that still rises, or is still high, say little
 * about where the training ends, so until then a trial is compared only with trials of the same schedule.
 */
import type { Trial } from '../trial.ts'

/** Whether the values of a trial at a step say where its training will end. */
export function isSettled({ schedule }: Pick<Trial, 'schedule'>, step: number): boolean {
  return schedule === undefined || step >= schedule.settledFrom
}

/** The peers whose values at a step are comparable with those of the trial. */
export function comparablePeers(
  trial: Trial,
  peers: readonly Trial[],
  step: number,
): readonly Trial[] {
  const settled = isSettled(trial, step)
  return peers.filter(
    (peer) =>
      (settled && isSettled(peer, step)) ||
      (peer.schedule !== undefined && peer.schedule.kind === trial.schedule?.kind),
  )
}
