/** Chooses how many finalists are trained, and how often, so that they and the refit end in time. Pure. */

/** What a chosen trial would take again, as the trainings of the search took it. */
export interface MeasuredTrial {
  seconds: number // of a whole training, beside as many others as in the search
  refitSeconds: number // of a refit, which trains alone
}

export interface RoundSize {
  top: number // 0: only the refit
  seeds: number
  finalistSeconds: number // until the last of the trainings ends
  refitSeconds: number // of the refits after them
}

export interface RoundNeeds {
  top: number
  seeds: number
  slots: number // trainings that run at the same time
  trainers: number
  refits: number // that follow the finalists; 0: none
}

const fewestSeeds = 2

/**
 * Gives up seeds first, down to two, and then the last of the trials. Without a refit, the best trial is trained twice
 * however long it takes: something must follow.
 *
 * @param trials  the chosen ones, best first, at least one
 * @param left    seconds for everything
 */
export function sizeRound(
  trials: readonly MeasuredTrial[],
  needs: RoundNeeds,
  left: number,
): RoundSize {
  for (let top = Math.min(needs.top, trials.length); top > 0; top--) {
    for (let seeds = needs.seeds; seeds >= fewestSeeds; seeds--) {
      const size = sizeOf(trials.slice(0, top), { ...needs, seeds })
      const isLeast = top === 1 && seeds === fewestSeeds && needs.refits === 0
      if (isLeast || size.finalistSeconds + size.refitSeconds <= left) return size
    }
  }
  return sizeOf(trials.slice(0, 1), { ...needs, seeds: 0 })
}

/** How long `seeds` trainings of each of the trials and the refits after them take. */
export function sizeOf(trials: readonly MeasuredTrial[], needs: RoundNeeds): RoundSize {
  const { seeds, slots, trainers, refits } = needs
  const refitted = Math.min(refits, Math.max(1, trials.length * seeds))
  const longest = Math.max(...trials.map(({ refitSeconds }) => refitSeconds))
  return {
    top: seeds === 0 ? 0 : trials.length,
    seeds,
    finalistSeconds: makespan(
      trials.flatMap(({ seconds }) => Array<number>(seeds).fill(seconds)),
      slots,
    ),
    refitSeconds: Math.ceil(refitted / trainers) * longest,
  }
}

/** Seconds until all have ended, if each starts where one before it ends first. */
function makespan(seconds: readonly number[], slots: number): number {
  const ends = Array<number>(Math.max(1, slots)).fill(0)
  for (const one of seconds) {
    const next = ends.indexOf(Math.min(...ends))
    ends[next]! += one
  }
  return Math.max(...ends)
}
