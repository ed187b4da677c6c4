/** The model of one group of parameters: the density l of the good trials and the density g of the bad ones. */

import type { Rng } from '../rng.ts'
import type { ParamValue } from '../space/params.ts'
import type { Axis } from './axes.ts'
import { magicClip } from './bandwidth.ts'
import { coordinateColumns, type Group } from './groups.ts'
import {
  drawCoordinate,
  drawKernel,
  logDensity,
  type Marginal,
  type Parzen,
  parzen,
} from './parzen.ts'
import type { Split } from './split.ts'

const recent = 25 // number of latest bad trials with full weight

export interface GroupModel {
  group: Group
  l: Parzen
  g: Parzen
  good: number // number of trials
  bad: number
  crosses: boolean // true: a candidate uses a separate kernel for each axis
}

export interface Pick {
  values: ReadonlyMap<string, ParamValue> // by parameter name
  logL: number
  logG: number
}

/**
 * Departs from the sources in l. The better of the good trials have more weight. Kernels may be half as wide as in the
 * magic clip, since good trials lie close together while the clip depends only on their number. Where candidates cross,
 * kernels may be a third as wide, because crossing alone spreads the candidates.
 */
export function buildModel(
  group: Group,
  { good, bad, isRanked }: Split,
  crosses: boolean,
): GroupModel {
  const goodWeights = isRanked ? rankWeights(good.length) : new Float64Array(good.length).fill(1)
  return {
    group,
    l: parzen(
      group,
      coordinateColumns(group, good),
      goodWeights,
      (count) => magicClip(count) / (crosses ? 3 : 2),
    ),
    g: parzen(group, coordinateColumns(group, bad), recency(bad.length), magicClip),
    good: good.length,
    bad: bad.length,
    crosses,
  }
}

/** Draws candidates from l and returns the one with the largest l/g. */
export function pick(model: GroupModel, candidates: number, rng: Rng): Pick {
  const { group, l, g } = model
  const point = new Float64Array(group.length)
  const best = new Float64Array(group.length)
  let [logL, logG] = [0, Number.POSITIVE_INFINITY]
  for (let candidate = 0; candidate < candidates; candidate++) {
    drawPoint(model, rng, point)
    const [atL, atG] = [logDensity(l, point), logDensity(g, point)]
    if (atL - atG <= logL - logG) continue
    best.set(point)
    logL = atL
    logG = atG
  }
  const values = new Map(
    group.map(({ parameter, valueAt }, i) => [parameter.name, valueAt(best[i] as number)]),
  )
  return { values, logL, logG }
}

/** Moves a stepped coordinate to the middle of its cell. */
function drawPoint({ group, l, crosses }: GroupModel, rng: Rng, point: Float64Array): void {
  let kernel = drawKernel(l, rng)
  for (let i = 0; i < group.length; i++) {
    const { isStepped, toCoordinate, valueAt } = group[i] as Axis
    if (crosses && i > 0) kernel = drawKernel(l, rng)
    const drawn = drawCoordinate(l.marginals[i] as Marginal, kernel, rng)
    point[i] = isStepped ? toCoordinate(valueAt(drawn)) : drawn
  }
}

/**
 * Weights of good trials, best first, of mean 1: ln(μ + 1) − ln(i − ½), i from 1.
 *
 * @see Hansen 2016, arXiv:1604.00772, eq. 49: recombination weights of CMA-ES, here for μ of μ trials
 */
function rankWeights(count: number): Float64Array {
  const weights = new Float64Array(count)
  for (let k = 0; k < count; k++) weights[k] = Math.log((count + 1) / (k + 0.5))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => (weight * count) / total)
}

/** Weights of bad trials, oldest first: the latest ones have full weight, older ones progressively less. */
function recency(count: number): Float64Array {
  const weights = new Float64Array(count).fill(1)
  const older = count - recent
  for (let k = 0; k < older; k++) {
    weights[k] = 1 / count + (older < 2 ? 0 : (k / (older - 1)) * (1 - 1 / count))
  }
  return weights
}
