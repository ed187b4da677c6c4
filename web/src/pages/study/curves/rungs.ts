/** Steps at which the pruner of a study compares trials. */

interface PrunerSpec {
  type?: string
  minResource?: number
  maxResource?: number | null
  reductionFactor?: number
}

/**
 * Rungs of successive halving: minResource · η^k, below the last step.
 *
 * @returns ascending; empty for pruners that decide at every step
 */
export function rungsOf(pruner: unknown, lastStep: number): number[] {
  const { type, minResource = 1, maxResource, reductionFactor = 3 } = (pruner ?? {}) as PrunerSpec
  if (type !== 'asha' && type !== 'hyperband') return []
  const rungs: number[] = []
  const end = maxResource ?? lastStep
  for (let step = minResource; step < end; step *= reductionFactor) rungs.push(Math.round(step))
  return rungs
}
