/**
 * Maps a search space to coordinates for a Parzen estimator. A number lies on [0, 1] as in `toUnit`; each value of a
 * stepped number lies in the middle of its cell. Options that are numbers, other than indices, are ordered by
 * size, in cells of equal width; other options have no order, and their coordinate is their index.
 */

import {
  type ChoiceDomain,
  type FloatDomain,
  type IntDomain,
  rangeEdges,
  stepCount,
} from '../space/domain.ts'
import type { ParamValue } from '../space/params.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'
import { fromUnit, stepEdge } from '../space/unit-interval.ts'

export interface Axis {
  parameter: Parameter
  categories: number | null // number of categories; null: a numeric axis
  isStepped: boolean
  prior: Prior | null // null: uniform
  toCoordinate(value: ParamValue): number // NaN for a value outside of the domain
  valueAt(coordinate: number): ParamValue
  widthAt(coordinate: number): number // width of a value's cell; 0: continuous
}

/** The prior of an axis: a normal distribution on [0, 1] for a number, or the shares of categories. */
export type Prior = { mean: number; sd: number } | { shares: Float64Array }

const widestPrior = 3 // at this width the density varies by 5 %
const narrowestPrior = 1e-9 // in effect a single value, but its density is still finite

/** Returns an axis for each parameter with more than one value. */
export function tpeAxes(space: SearchSpace): Axis[] {
  return space.parameters.flatMap((parameter) => makeAxis(parameter) ?? [])
}

function makeAxis(parameter: Parameter): Axis | null {
  const { domain } = parameter
  if (domain.type === 'choice') return choiceAxis(parameter, domain)
  const { low, high, step, log } = domain
  if (low === high) return null
  const number = {
    parameter,
    categories: null,
    prior: normalPrior(domain),
    valueAt: (u: number) => fromUnit(domain, u),
  }
  if (step === null) {
    return {
      ...number,
      isStepped: false,
      toCoordinate: makeScale(low, high, log),
      widthAt: () => 0,
    }
  }
  const count = stepCount({ low, high, step })
  if (count === 1) return null
  const edge = (index: number) => stepEdge(index, { low, step, log, count })
  const toIndex = (value: ParamValue) => Math.round((Number(value) - low) / step)
  const evenWidth = 1 / count
  return {
    ...number,
    isStepped: true,
    toCoordinate(value) {
      const index = toIndex(value)
      return index >= 0 && index < count ? (edge(index) + edge(index + 1)) / 2 : Number.NaN
    },
    widthAt(coordinate) {
      if (!log) return evenWidth
      const index = toIndex(fromUnit(domain, coordinate))
      return edge(index + 1) - edge(index)
    },
  }
}

/** Computes the same as `toUnit`, prepared for thousands of calls a suggestion. */
function makeScale(low: number, high: number, log: boolean) {
  const [first, last] = log ? [Math.log(low), Math.log(high)] : [low, high]
  const range = last - first
  return (value: ParamValue) => {
    if (typeof value !== 'number') return Number.NaN
    return Math.min(1, Math.max(0, ((log ? Math.log(value) : value) - first) / range))
  }
}

/** Converts the prior to coordinates; returns null when it is close to uniform. */
function normalPrior(domain: FloatDomain | IntDomain): Prior | null {
  const { prior, log } = domain
  if (prior === undefined) return null
  const [least, most] = rangeEdges(domain).map((edge) => (log ? Math.log10(edge) : edge)) as [
    number,
    number,
  ]
  const sd = prior.sd / (most - least)
  const mean = ((log ? Math.log10(prior.mean) : prior.mean) - least) / (most - least)
  return sd > widestPrior ? null : { mean, sd: Math.max(narrowestPrior, sd) }
}

function choiceAxis(parameter: Parameter, { options, weights }: ChoiceDomain): Axis | null {
  const count = options.length
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 1
  if (count < 2) return null
  const isIndices = options.every((option, index) => option === index)
  if (isIndices || !options.every((option) => typeof option === 'number')) {
    const toIndex = new Map(options.map((option, index) => [option, index]))
    return {
      parameter,
      categories: count,
      isStepped: false,
      prior: weights ? { shares: Float64Array.from(weights, (weight) => weight / total) } : null,
      toCoordinate: (value) => toIndex.get(value) ?? Number.NaN,
      valueAt: (coordinate) => options[coordinate] ?? null,
      widthAt: () => 0,
    }
  }
  const ordered: ParamValue[] = options.toSorted((a, b) => Number(a) - Number(b))
  const shareAt = (index: number) =>
    (weights?.[(options as readonly ParamValue[]).indexOf(ordered[index] ?? null)] ?? 0) / total
  return {
    parameter,
    categories: null,
    isStepped: true,
    prior: weights ? fitNormal(count, shareAt) : null,
    toCoordinate(value) {
      const index = ordered.indexOf(value)
      return index < 0 ? Number.NaN : (index + 0.5) / count
    },
    valueAt: (coordinate) => ordered[Math.min(count - 1, Math.floor(coordinate * count))] ?? null,
    widthAt: () => 1 / count,
  }
}

/** Returns the normal distribution with the mean and deviation of the shares of `count` equal cells. */
function fitNormal(count: number, shareAt: (index: number) => number): Prior {
  const cells = Array.from({ length: count }, (_, index) => index)
  const cellCenter = (index: number) => (index + 0.5) / count
  const mean = cells.reduce((sum, index) => sum + shareAt(index) * cellCenter(index), 0)
  const variance = cells.reduce(
    (sum, index) =>
      sum + shareAt(index) * ((cellCenter(index) - mean) ** 2 + 1 / (12 * count ** 2)),
    0,
  )
  return { mean, sd: Math.sqrt(variance) }
}
