/** Decides from the flat conditions of the space which axes a trial has. */

import type { ParamValue } from '../space/params.ts'
import type { Parameter, SearchSpace } from '../space/space.ts'
import { type Axis, absentCategory, absentNumber } from './axes.ts'

/**
 * Replaces the coordinates of inactive axes by the absent coordinate, so that two trials without a parameter are
 * equal in it. Their distance to a trial that has it comes from the coordinate of the parent parameter.
 */
export function maskInactive(
  space: SearchSpace,
  axes: readonly Axis[],
): (coordinates: Float64Array) => Float64Array {
  if (axes.every(({ parameter }) => parameter.conditions.length === 0)) {
    return (coordinates) => coordinates
  }
  const axisByName = new Map(axes.map(({ parameter }, index) => [parameter.name, index]))
  const parameterByName = new Map(space.parameters.map((parameter) => [parameter.name, parameter]))
  return (coordinates) => {
    const known = new Map<string, boolean>()
    return coordinates.map((coordinate, index) => {
      const { parameter, isCategory } = axes[index] as Axis
      if (isActive(parameter, coordinates, known)) return coordinate
      return isCategory ? absentCategory : absentNumber
    })
  }

  function isActive(
    { name, conditions }: Parameter,
    coordinates: Float64Array,
    known: Map<string, boolean>,
  ): boolean {
    const before = known.get(name)
    if (before !== undefined) return before
    known.set(name, false) // stops a parameter that depends on itself
    const active =
      conditions.length === 0 ||
      conditions.some((condition) =>
        condition.every((requirement) => {
          const parent = parameterByName.get(requirement.parameter)
          if (parent === undefined || !isActive(parent, coordinates, known)) return false
          const value = valueIn(parent, coordinates)
          return 'equals' in requirement
            ? value === requirement.equals
            : Number(value) > requirement.above
        }),
      )
    known.set(name, active)
    return active
  }

  function valueIn({ name, domain }: Parameter, coordinates: Float64Array): ParamValue {
    const index = axisByName.get(name)
    if (index === undefined)
      return domain.type === 'choice' ? (domain.options[0] ?? null) : domain.low
    return (axes[index] as Axis).valueAt(coordinates[index] as number)
  }
}
