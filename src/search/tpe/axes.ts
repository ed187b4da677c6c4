/**
 * A search space as coordinates of a Parzen estimator. A number lies on [0, 1] as `toUnit` has it; each value of a
 * stepped one stands in the middle of its cell. Options that are numbers, other than indices, are ordered by
 * size, in cells of equal width; all others have no order: their coordinate is their index.
 */
import type { ParamValue } from '../params.ts'
import {
  type ChoiceDomain,
  edgesOf,
  type FloatDomain,
  type IntDomain,
  stepCount,
} from '../space/domain.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'
import { fromUnit, stepEdge } from '../space/unit-interval.ts'

export interface Axis {
  parameter: Parameter
  categories: number | null // how many; null: a number
  cells: Cells | null // of a number with steps; null: a continuum, or steps too fine to matter
  prior: Prior | null // null: uniform
  coordinateOf(value: ParamValue): number // NaN for what is not in the domain
  valueAt(coordinate: number): ParamValue
}

/** What is believed before any trial: a normal on [0, 1] of a number, or the shares of categories. */
export type Prior = { mean: number; sd: number } | { shares: Float64Array }

/** The unit interval cut into one cell a value, ascending. */
export interface Cells {
  centers: Float64Array
  widths: Float64Array // sum 1
}

const maxCells = 1_000 // below a tenth of the least bandwidth
const widestPrior = 3 // the density varies by 5 % then

/** The parameters with more than one value. */
export function axesOf(space: SearchSpace): Axis[] {
  return space.parameters.flatMap((parameter) => axisOf(parameter) ?? [])
}

function axisOf(parameter: Parameter): Axis | null {
  const { domain } = parameter
  if (domain.type === 'choice') return choiceAxis(parameter, domain)
  const { low, high, step, log } = domain
  const continuum: Axis = {
    parameter,
    categories: null,
    cells: null,
    prior: normalPrior(domain),
    coordinateOf: scaleOf(low, high, log),
    valueAt: (coordinate) => fromUnit(domain, coordinate),
  }
  if (low === high) return null
  if (step === null) return continuum
  const count = stepCount({ low, high, step })
  if (count === 1) return null
  if (count > maxCells) return continuum
  const cells = cellsBetween(count, (index) => stepEdge(index, { low, step, log, count }))
  const coordinateOf = (value: ParamValue) =>
    cells.centers[Math.round((Number(value) - low) / step)] ?? Number.NaN
  return { ...continuum, cells, coordinateOf }
}

/** What `toUnit` computes, a thousand times a suggestion. */
function scaleOf(low: number, high: number, log: boolean) {
  const [first, last] = log ? [Math.log(low), Math.log(high)] : [low, high]
  const range = last - first
  return (value: ParamValue) => {
    if (typeof value !== 'number') return Number.NaN
    return Math.min(1, Math.max(0, ((log ? Math.log(value) : value) - first) / range))
  }
}

/** As far as the coordinates go; nothing where it is as good as uniform. */
function normalPrior(domain: FloatDomain | IntDomain): Prior | null {
  const { prior, log } = domain
  if (prior === undefined) return null
  const [least, most] = edgesOf(domain).map((edge) => (log ? Math.log10(edge) : edge)) as [
    number,
    number,
  ]
  const sd = prior.sd / (most - least)
  const mean = ((log ? Math.log10(prior.mean) : prior.mean) - least) / (most - least)
  return sd > widestPrior ? null : { mean, sd }
}

function choiceAxis(parameter: Parameter, { options, weights }: ChoiceDomain): Axis | null {
  const count = options.length
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 1
  if (count < 2) return null
  const isIndices = options.every((option, index) => option === index)
  if (isIndices || !options.every((option) => typeof option === 'number')) {
    const indexOf = new Map(options.map((option, index) => [option, index]))
    return {
      parameter,
      categories: count,
      cells: null,
      prior: weights ? { shares: Float64Array.from(weights, (weight) => weight / total) } : null,
      coordinateOf: (value) => indexOf.get(value) ?? Number.NaN,
      valueAt: (coordinate) => options[coordinate] ?? null,
    }
  }
  const ordered: ParamValue[] = options.toSorted((a, b) => Number(a) - Number(b))
  const cells = cellsBetween(count, (index) => index / count)
  const shareAt = (index: number) =>
    (weights?.[(options as readonly ParamValue[]).indexOf(ordered[index] ?? null)] ?? 0) / total
  return {
    parameter,
    categories: null,
    cells,
    prior: weights ? momentsOf(cells, shareAt) : null,
    coordinateOf: (value) => cells.centers[ordered.indexOf(value)] ?? Number.NaN,
    valueAt: (coordinate) => ordered[Math.min(count - 1, Math.floor(coordinate * count))] ?? null,
  }
}

/** The normal distribution with the mean and the deviation of the cells' shares. */
function momentsOf({ centers, widths }: Cells, shareAt: (index: number) => number): Prior {
  const mean = centers.reduce((sum, center, i) => sum + shareAt(i) * center, 0)
  const variance = centers.reduce((sum, center, i) => {
    return sum + shareAt(i) * ((center - mean) ** 2 + (widths[i] as number) ** 2 / 12)
  }, 0)
  return { mean, sd: Math.sqrt(variance) }
}

function cellsBetween(count: number, edge: (index: number) => number): Cells {
  const indices = Array.from({ length: count }, (_, index) => index)
  return {
    centers: Float64Array.from(indices, (index) => (edge(index) + edge(index + 1)) / 2),
    widths: Float64Array.from(indices, (index) => edge(index + 1) - edge(index)),
  }
}
