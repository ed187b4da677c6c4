/**
 * Combines several objectives into one value: the augmented Chebyshev distance from the best of each objective. The
 * weights are drawn again for each suggestion, so that suggestions spread over the Pareto front.
 *
 * Departs from the source: losses are scaled by the known front, not by ranges given in advance.
 *
 * @see Knowles 2006, "ParEGO", IEEE TEC 10(1), eqs. 1 and 2
 */
import { type Losses, paretoFront } from '../compare/pareto.ts'
import type { Rng } from '../rng.ts'

const augmentation = 0.05

/** Draws weights uniformly over the simplex; a single objective has weight 1. */
export function drawWeights(objectives: number, rng: Rng): number[] {
  if (objectives === 1) return [1]
  const parts = Array.from({ length: objectives }, () => -Math.log(1 - rng.uniform()))
  const sum = parts.reduce((total, part) => total + part, 0)
  return parts.map((part) => part / sum)
}

/** @param losses  finite, of each trial; a single objective is returned unchanged */
export function scalarize(losses: readonly Losses[], weights: readonly number[]): number[] {
  if (weights.length === 1) return losses.map(([loss]) => loss as number)
  const front = paretoFront(losses).map((index) => losses[index] as Losses)
  const scales = weights.map((_, objective) => {
    const column = front.map((loss) => loss[objective] as number)
    const least = column.reduce((a, b) => Math.min(a, b))
    const most = column.reduce((a, b) => Math.max(a, b))
    return { least, range: most - least || 1 }
  })
  return losses.map((loss) => {
    const parts = weights.map((weight, objective) => {
      const { least, range } = scales[objective] as (typeof scales)[number]
      return weight * (((loss[objective] as number) - least) / range)
    })
    const worst = parts.reduce((a, b) => Math.max(a, b))
    return worst + augmentation * parts.reduce((sum, part) => sum + part, 0)
  })
}
