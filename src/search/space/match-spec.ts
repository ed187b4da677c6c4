/** Extracts params from a trial's specification, or a part of one; the inverse of filling the holes of a space. */
import { type Fault, toPointer } from '../../errors.ts'
import { contains, describeDomain } from './domain.ts'
import type { Params, ParamValue } from './params.ts'
import { isObject, type Path, shown } from './parse/reading.ts'
import {
  type ArrayTemplate,
  type ChoiceHole,
  type Grown,
  layerAt,
  type Parameter,
  type Repeat,
  type SearchSpace,
  type Template,
  timesRange,
} from './space.ts'

/** Missing parts give no params. Arrays must be complete, because elements are matched by position. */
export function matchSpec(space: SearchSpace, spec: unknown): { params: Params; faults: Fault[] } {
  const match = newMatch({})
  matchNode(space.template, spec, { path: [], repetition: 0 }, match)
  return match
}

interface Match {
  params: Record<string, ParamValue>
  faults: Fault[]
}

interface Spot {
  path: Path // in the specification
  repetition: number // of the innermost repeat
}

function newMatch(params: Params): Match {
  return { params: { ...params }, faults: [] }
}

function matchNode(node: Template, json: unknown, spot: Spot, match: Match): void {
  const { path } = spot
  if (node.kind === 'choice') matchChoice(node, json, spot, match)
  else if (node.kind === 'grown') matchGrown(node, json, spot, match)
  else if (node.kind === 'number') take(node.parameter, json, path, match)
  else if (node.kind === 'array') matchArray(node, json, spot, match)
  else if (node.kind === 'literal') {
    if (json !== node.value) fault(match, path, `the space has ${shown(node.value)} here`)
  } else if (!isObject(json)) fault(match, path, `${shown(json)} is not an object`)
  else {
    const entries = new Map(node.entries)
    for (const [key, value] of Object.entries(json)) {
      const template = entries.get(key)
      const inner = { ...spot, path: [...path, key] }
      if (template === undefined)
        fault(match, inner.path, 'unknown key: the space has none of this name here')
      else matchNode(template, value, inner, match)
    }
  }
}

/** Matches the option that fits; if none fits, reports the faults of the one with the same type. */
function matchChoice(node: ChoiceHole, json: unknown, spot: Spot, match: Match): void {
  const { parameter, options } = node
  const values = parameter.domain.options
  const tried = options.map((option, index) => {
    const attempt = newMatch({ ...match.params, [parameter.name]: values[index] ?? null })
    matchNode(option, json, spot, attempt)
    return attempt
  })
  const fitting = tried.filter(({ faults }) => faults.length === 0)
  const [only] = fitting
  const known = match.params[parameter.name]
  const label = isObject(json) ? values.indexOf(json.type as ParamValue) : -1
  if (only !== undefined && fitting.length === 1) {
    const value = only.params[parameter.name]
    if (known !== undefined && known !== value) {
      fault(match, spot.path, `"${parameter.name}" is ${shown(known)} elsewhere`)
    } else match.params = only.params
  } else if (fitting.length > 1) fault(match, spot.path, `${shown(json)} fits several options`)
  else if (label >= 0) match.faults.push(...(tried[label]?.faults ?? []))
  else fault(match, spot.path, `${shown(json)} fits no option; ${describeDomain(parameter.domain)}`)
}

function matchArray({ items }: ArrayTemplate, json: unknown, spot: Spot, match: Match): void {
  const { path } = spot
  if (!Array.isArray(json)) {
    fault(match, path, `${shown(json)} is not an array`)
    return
  }
  const open = items.filter(isOpen)
  const fixed = items.reduce((sum, item) => sum + (isOpen(item) ? 0 : maxLength(item)), 0)
  const times = json.length - fixed
  const [repeat] = open
  if (open.length > 1) {
    const advice = 'give the values of the parameters by name'
    fault(match, path, `cannot tell which repetition an element belongs to; ${advice}`)
    return
  }
  if (repeat === undefined ? times !== 0 : !isTimes(repeat, times)) {
    fault(match, path, `an array of ${json.length} elements does not come from this space`)
    return
  }
  if (repeat !== undefined && repeat.times.kind !== 'literal') {
    take(repeat.times.parameter, times, path, match)
  }
  let index = 0
  for (const item of items) {
    const count = isOpen(item) ? times : maxLength(item)
    for (let i = 0; i < count; i++, index++) {
      const place = {
        path: [...path, index],
        repetition: item.kind === 'repeat' ? i : spot.repetition,
      }
      matchNode(item.kind === 'repeat' ? layerAt(item, i) : item, json[index], place, match)
    }
  }
}

function isOpen(item: Template | Repeat): item is Repeat {
  return item.kind === 'repeat' && item.times.kind !== 'literal'
}

function maxLength(item: Template | Repeat): number {
  return item.kind === 'repeat' ? timesRange(item).most : 1
}

function isTimes(repeat: Repeat, times: number): boolean {
  return repeat.times.kind !== 'literal' && contains(repeat.times.parameter.domain, times)
}

/** base · factor^repetition: the first repetition gives the base, the second the factor; the others must agree. */
function matchGrown(node: Grown, json: unknown, spot: Spot, match: Match): void {
  const { base, factor, rounds } = node
  if (spot.repetition === 0) {
    matchNode(base, json, spot, match)
    return
  }
  const from = readNumber(base, match)
  if (spot.repetition === 1 && factor.kind !== 'literal' && from !== undefined) {
    matchNode(factor, Number(json) / from, { ...spot, repetition: 0 }, match)
  }
  const by = readNumber(factor, match)
  if (from === undefined || by === undefined) return
  const grown = from * by ** spot.repetition
  const expected = rounds ? Math.round(grown) : grown
  if (json !== expected)
    fault(match, spot.path, `${shown(json)} is not ${expected}, the value after growth`)
}

function readNumber(node: Template, { params }: Match): number | undefined {
  if (node.kind === 'literal') return Number(node.value)
  if (node.kind !== 'number' && node.kind !== 'choice') return undefined
  const value = params[node.parameter.name]
  return value === undefined ? undefined : Number(value)
}

function take({ name, domain }: Parameter, json: unknown, path: Path, match: Match): void {
  const known = match.params[name]
  if (!contains(domain, json)) fault(match, path, `${shown(json)} is not ${describeDomain(domain)}`)
  else if (known !== undefined && known !== json) {
    fault(match, path, `${shown(json)} is not ${shown(known)}, the value of "${name}" elsewhere`)
  } else match.params[name] = json
}

function fault({ faults }: Match, path: Path, detail: string): void {
  faults.push({ pointer: toPointer(path), detail })
}
