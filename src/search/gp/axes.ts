/**
 * Maps a search space to coordinates for a Gaussian process. A number lies on [0, 1], evenly over its
 * logarithm with `log`; the values of a stepped number lie in the middle of equal cells. Options that
 * are numbers other than indices are ordered by size; other options have no order, only an identity.
 */

import { assign } from '../space/assign.ts'
import { type Domain, stepCount, stepValue } from '../space/domain.ts'
import type { Params, ParamValue } from '../space/params.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'

export interface Axis {
  parameter: Parameter
  isCategory: boolean
  stops: Float64Array | null // possible coordinates, ascending; null: all of [0, 1]
  toCoordinate(value: ParamValue): number
  valueAt(coordinate: number): ParamValue
}

/** Coordinate of a numeric parameter that a trial does not have; the parent parameter tells such trials apart. */
export const absentNumber = 0.5
/** Coordinate of a categorical parameter that a trial does not have: a separate category. */
export const absentCategory = -1

const maxStops = 10_000 // finer steps are treated as continuous

/** Returns an axis for each parameter with more than one value. */
export function gpAxes(space: SearchSpace): Axis[] {
  return space.parameters.flatMap((parameter) => makeAxis(parameter) ?? [])
}

function makeAxis(parameter: Parameter): Axis | null {
  const { domain } = parameter
  if (domain.type === 'choice') return choiceAxis(parameter, domain.options)
  const { low, high, step, log } = domain
  if (low === high) return null
  if (step === null) return { parameter, isCategory: false, stops: null, ...makeScale(domain) }
  const count = stepCount({ low, high, step })
  if (count === 1) return null
  const last = stepValue({ low, high, step }, count - 1)
  const scale = log
    ? logScale(Math.max(low - step / 2, low / 2), last + step / 2)
    : linearScale(low - step / 2, last + step / 2)
  const indexAt = (value: number) =>
    Math.min(count - 1, Math.max(0, Math.round((value - low) / step)))
  return {
    parameter,
    isCategory: false,
    stops:
      count > maxStops
        ? null
        : Float64Array.from({ length: count }, (_, index) =>
            scale.to(stepValue({ low, high, step }, index)),
          ),
    toCoordinate: (value) => scale.to(Number(value)),
    valueAt: (coordinate) => stepValue({ low, high, step }, indexAt(scale.from(coordinate))),
  }
}

function choiceAxis(parameter: Parameter, options: readonly ParamValue[]): Axis | null {
  const count = options.length
  if (count < 2) return null
  const isIndices = options.every((option, index) => option === index)
  if (isIndices || !options.every((option) => typeof option === 'number')) {
    return {
      parameter,
      isCategory: true,
      stops: Float64Array.from(options, (_, index) => index),
      toCoordinate: (value) => options.indexOf(value),
      valueAt: (coordinate) => options[coordinate] ?? null,
    }
  }
  const ordered: ParamValue[] = options.toSorted((a, b) => Number(a) - Number(b))
  return {
    parameter,
    isCategory: false,
    stops: Float64Array.from(ordered, (_, index) => (index + 0.5) / count),
    toCoordinate: (value) => (ordered.indexOf(value) + 0.5) / count,
    valueAt: (coordinate) => ordered[Math.min(count - 1, Math.floor(coordinate * count))] ?? null,
  }
}

function makeScale({ low, high, log }: Exclude<Domain, { type: 'choice' }>) {
  const { to, from } = log ? logScale(low, high) : linearScale(low, high)
  return {
    toCoordinate: (value: ParamValue) => to(Number(value)),
    valueAt: (coordinate: number) => Math.min(high, Math.max(low, from(coordinate))),
  }
}

function linearScale(low: number, high: number) {
  return {
    to: (value: number) => (value - low) / (high - low),
    from: (share: number) => low + share * (high - low),
  }
}

function logScale(low: number, high: number) {
  const { to, from } = linearScale(Math.log(low), Math.log(high))
  return {
    to: (value: number) => to(Math.log(value)),
    from: (share: number) => Math.exp(from(share)),
  }
}

/** Returns the coordinates of a trial, [axes]; parameters that it does not have get the absent coordinate. */
export function locate(axes: readonly Axis[], params: Params): Float64Array {
  return Float64Array.from(axes, ({ parameter, isCategory, toCoordinate }) => {
    const value = params[parameter.name]
    if (value !== undefined) return toCoordinate(value)
    return isCategory ? absentCategory : absentNumber
  })
}

/** Converts coordinates with a value for every axis to params; inactive parameters are left out. */
export function paramsAt(
  space: SearchSpace,
  axes: readonly Axis[],
  coordinates: Float64Array,
): Params {
  const values = new Map(
    axes.map(({ parameter, valueAt }, index) => [
      parameter.name,
      valueAt(coordinates[index] as number),
    ]),
  )
  return assign(space, ({ name, domain }) => {
    const value = values.get(name)
    if (value !== undefined) return value
    return domain.type === 'choice' ? (domain.options[0] ?? null) : domain.low
  })
}

/** Computes the squared distance of two points, [axes] each; different categories are 1 apart. */
export function pointsApart(axes: readonly Axis[], one: Float64Array, other: Float64Array): number {
  return axes.reduce((sum, { isCategory }, axis) => {
    const difference = (one[axis] as number) - (other[axis] as number)
    return sum + (isCategory ? Number(difference !== 0) : difference * difference)
  }, 0)
}
