/**
 * The parts of a conditional space: parameters that are active under the same conditions, so that a trial has all
 * of a group or none.
 *
 * Each group has estimators of its own, from the trials that have it. One mixture over all parameters was tried:
 * it locks onto the branch of the first good trials, since no draw from another branch comes near the density
 * that many coordinates together give these. So the choice of a branch is judged by itself, before what is in it.
 */
import type { Params } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'
import type { Trial } from '../trial.ts'
import { type Axis, tpeAxes } from './axes.ts'

export type Group = readonly Axis[]

const groupsBySpace = new WeakMap<SearchSpace, Group[]>() // a memo, so that coordinates are kept too

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

/** The trials that have the group's parameters. */
export function having(group: Group, history: readonly Trial[]): readonly Trial[] {
  const { name, conditions } = (group[0] as Axis).parameter
  if (conditions.length === 0) return history
  return history.filter(({ params }) => Object.hasOwn(params, name))
}

const rowsByGroup = new WeakMap<Group, WeakMap<Params, readonly number[]>>()

/** Coordinates by axis, [trials]; NaN for what is not in the domain. Those of a trial are computed once. */
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
