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
  isStepped: boolean
  coordinateOf(value: ParamValue): number // NaN for what is not in the domain
  valueAt(coordinate: number): ParamValue
  widthAt(coordinate: number): number // of a value's cell; 0: a continuum
}

/** The parameters with more than one value. */
export function axesOf(space: SearchSpace): Axis[] {
  return space.parameters.flatMap((parameter) => axisOf(parameter) ?? [])
}

function axisOf(parameter: Parameter): Axis | null {
  const { domain } = parameter
  if (domain.type === 'choice') return choiceAxis(parameter, domain.options)
  const { low, high, step, log } = domain
  if (low === high) return null
  const number = { parameter, categories: null, valueAt: (u: number) => fromUnit(domain, u) }
  if (step === null) {
    return { ...number, isStepped: false, coordinateOf: scaleOf(low, high, log), widthAt: () => 0 }
  }
  const count = stepCount({ low, high, step })
  if (count === 1) return null
  const edge = (index: number) => stepEdge(index, { low, step, log, count })
  const indexOf = (value: ParamValue) => Math.round((Number(value) - low) / step)
  const evenWidth = 1 / count
  return {
    ...number,
    isStepped: true,
    coordinateOf(value) {
      const index = indexOf(value)
      return index >= 0 && index < count ? (edge(index) + edge(index + 1)) / 2 : Number.NaN
    },
    widthAt(coordinate) {
      if (!log) return evenWidth
      const index = indexOf(fromUnit(domain, coordinate))
      return edge(index + 1) - edge(index)
    },
  }
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
      isStepped: false,
      coordinateOf: (value) => indexOf.get(value) ?? Number.NaN,
      valueAt: (coordinate) => options[coordinate] ?? null,
      widthAt: () => 0,
    }
  }
  const ordered: ParamValue[] = options.toSorted((a, b) => Number(a) - Number(b))
  return {
    parameter,
    categories: null,
    isStepped: true,
    coordinateOf(value) {
      const index = ordered.indexOf(value)
      return index < 0 ? Number.NaN : (index + 0.5) / count
    },
    valueAt: (coordinate) => ordered[Math.min(count - 1, Math.floor(coordinate * count))] ?? null,
    widthAt: () => 1 / count,
  }
}
