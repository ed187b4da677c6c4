/**
 * A search space as coordinates of a Parzen estimator. A number lies on [0, 1] as `toUnit` has it; each value of a
 * stepped one stands in the middle of its cell. Options that are numbers, other than indices, are ordered by
 * size, in cells of equal width; all others have no order: their coordinate is their index.
 */
import type { ParamValue } from '../params.ts'
import { stepCount } from '../space/domain.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'
import { fromUnit, stepEdge } from '../space/unit-interval.ts'

export interface Axis {
  parameter: Parameter
  categories: number | null // how many; null: a number
  cells: Cells | null // of a number with steps; null: a continuum, or steps too fine to matter
  coordinateOf(value: ParamValue): number // NaN for what is not in the domain
  valueAt(coordinate: number): ParamValue
}

/** The unit interval cut into one cell a value, ascending. */
export interface Cells {
  centers: Float64Array
  widths: Float64Array // sum 1
}

const maxCells = 1_000 // below a tenth of the least bandwidth

/** The parameters with more than one value. */
export function axesOf(space: SearchSpace): Axis[] {
  return space.parameters.flatMap((parameter) => axisOf(parameter) ?? [])
}

function axisOf(parameter: Parameter): Axis | null {
  const { domain } = parameter
  if (domain.type === 'choice') return choiceAxis(parameter, domain.options)
  const { low, high, step, log } = domain
  const continuum: Axis = {
    parameter,
    categories: null,
    cells: null,
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

function choiceAxis(parameter: Parameter, options: readonly ParamValue[]): Axis | null {
  const count = options.length
  if (count < 2) return null
  const isIndices = options.every((option, index) => option === index)
  if (isIndices || !options.every((option) => typeof option === 'number')) {
    const indexOf = new Map(options.map((option, index) => [option, index]))
    return {
      parameter,
      categories: count,
      cells: null,
      coordinateOf: (value) => indexOf.get(value) ?? Number.NaN,
      valueAt: (coordinate) => options[coordinate] ?? null,
    }
  }
  const ordered: ParamValue[] = options.toSorted((a, b) => Number(a) - Number(b))
  const cells = cellsBetween(count, (index) => index / count)
  return {
    parameter,
    categories: null,
    cells,
    coordinateOf: (value) => cells.centers[ordered.indexOf(value)] ?? Number.NaN,
    valueAt: (coordinate) => ordered[Math.min(count - 1, Math.floor(coordinate * count))] ?? null,
  }
}

function cellsBetween(count: number, edge: (index: number) => number): Cells {
  const indices = Array.from({ length: count }, (_, index) => index)
  return {
    centers: Float64Array.from(indices, (index) => (edge(index) + edge(index + 1)) / 2),
    widths: Float64Array.from(indices, (index) => edge(index + 1) - edge(index)),
  }
}
