/**
 * Splits a conditional space into groups of parameters that are active under the same conditions, so that a trial has
 * all parameters of a group or none.
 *
 * Each group has separate estimators, built from the trials that have the group. We tried one mixture over all
 * parameters: it locks onto the branch of the first good trials, because a draw from another branch cannot reach the
 * density that many coordinates together give them. So a branch is chosen first, and then the values inside it.
 */
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'
import type { Trial } from '../trial.ts'
import { type Axis, tpeAxes } from './axes.ts'

export type Group = readonly Axis[]

const groupsBySpace = new WeakMap<SearchSpace, Group[]>() // a cache, which also keeps the coordinates

export function groupParameters(space: SearchSpace): Group[] {
  const known = groupsBySpace.get(space) ?? parted(space)
  groupsBySpace.set(space, known)
  return known
}

function parted(space: SearchSpace): Group[] {
  const groups = new Map<string, Axis[]>()
  for (const axis of tpeAxes(space)) {
    const key = JSON.stringify(axis.parameter.conditions)
    groups.set(key, [...(groups.get(key) ?? []), axis])
  }
  return [...groups.values()]
}

/** Selects the trials that have the group's parameters. */
export function having(group: Group, history: readonly Trial[]): readonly Trial[] {
  const { name, conditions } = (group[0] as Axis).parameter
  if (conditions.length === 0) return history
  return history.filter(({ params }) => Object.hasOwn(params, name))
}

const rowsByGroup = new WeakMap<Group, WeakMap<Params, readonly number[]>>()

/** Coordinates by axis, [trials]; NaN for values outside of the domain. Cached by trial. */
export function coordinateColumns(group: Group, trials: readonly Params[]): Float64Array[] {
  const rows = rowsByGroup.get(group) ?? new WeakMap<Params, readonly number[]>()
  rowsByGroup.set(group, rows)
  const columns = group.map(() => new Float64Array(trials.length))
  for (let k = 0; k < trials.length; k++) {
    const params = trials[k] as Params
    const row = rows.get(params) ?? toCoordinates(group, params)
    rows.set(params, row)
    for (let i = 0; i < row.length; i++) (columns[i] as Float64Array)[k] = row[i] as number
  }
  return columns
}

function toCoordinates(group: Group, params: Params): number[] {
  return group.map(({ parameter: { name }, toCoordinate }) => toCoordinate(params[name] ?? null))
}
