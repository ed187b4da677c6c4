/** What is known of one group of parameters: the density l of the good trials and g of the bad ones. */
import type { ParamValue } from '../params.ts'
import type { Rng } from '../rng.ts'
import type { Axis } from './axes.ts'
import { columnsOf, type Group } from './groups.ts'
import {
  drawCoordinate,
  drawKernel,
  logDensity,
  type Marginal,
  type Parzen,
  parzen,
} from './parzen.ts'
import type { Split } from './split.ts'

const recent = 25 // bad trials of full weight

export interface GroupModel {
  group: Group
  l: Parzen
  g: Parzen
  good: number // trials
  bad: number
}

export interface Pick {
  values: ReadonlyMap<string, ParamValue> // by parameter name
  logL: number
  logG: number
}

export function modelOf(group: Group, { good, bad }: Split): GroupModel {
  return {
    group,
    l: parzen(group, columnsOf(group, good), new Float64Array(good.length).fill(1)),
    g: parzen(group, columnsOf(group, bad), recency(bad.length)),
    good: good.length,
    bad: bad.length,
  }
}

/** Of so many candidates drawn from l, the one with the largest l/g. */
export function pick({ group, l, g }: GroupModel, candidates: number, rng: Rng): Pick {
  const point = new Float64Array(group.length)
  const best = new Float64Array(group.length)
  let [logL, logG] = [0, Number.POSITIVE_INFINITY]
  for (let candidate = 0; candidate < candidates; candidate++) {
    drawPoint(group, l, rng, point)
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

/** One kernel for all axes; a stepped coordinate goes to the middle of its cell. */
function drawPoint(group: Group, l: Parzen, rng: Rng, point: Float64Array): void {
  const kernel = drawKernel(l, rng)
  for (let i = 0; i < group.length; i++) {
    const { cells, coordinateOf, valueAt } = group[i] as Axis
    const drawn = drawCoordinate(l.marginals[i] as Marginal, kernel, rng)
    point[i] = cells === null ? drawn : coordinateOf(valueAt(drawn))
  }
}

/** Weights of bad trials, oldest first: the latest count fully, older ones less and less. */
function recency(count: number): Float64Array {
  const weights = new Float64Array(count).fill(1)
  const older = count - recent
  for (let k = 0; k < older; k++) {
    weights[k] = 1 / count + (older < 2 ? 0 : (k / (older - 1)) * (1 - 1 / count))
  }
  return weights
}
