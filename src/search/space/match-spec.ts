/** Extracts params from a trial's specification, or a part of one; the inverse of filling the holes of a space. */
import { type Fault, toPointer } from '../../errors.ts'
import { contains, describeDomain } from './domain.ts'
import { lengthRange, matchItems } from './match-items.ts'
import type { Params, ParamValue } from './params.ts'
import { isObject, type Path, shown } from './parse/reading.ts'
import type {
  ArrayTemplate,
  ChoiceHole,
  Derived,
  Grown,
  Parameter,
  SearchSpace,
  Template,
} from './space.ts'

/** Missing parts give no params. Arrays must be complete, because elements are matched by position. */
export function matchSpec(space: SearchSpace, spec: unknown): { params: Params; faults: Fault[] } {
  const whole = { path: [], repetition: 0 }
  // derived values can stand before the parameters that they are derived from, so these are found first
  const first: Match = { ...newMatch({}), known: null }
  matchNode(space.template, spec, whole, first)
  const match: Match = { ...newMatch({}), known: first.params }
  matchNode(space.template, spec, whole, match)
  return { params: match.params, faults: match.faults }
}

interface Match {
  params: Record<string, ParamValue>
  faults: Fault[]
  known: Params | null // of the whole specification, for derived values; null while they are being found
}

interface Spot {
  path: Path // in the specification
  repetition: number // of the innermost repeat
}

function newMatch(params: Params): Omit<Match, 'known'> {
  return { params: { ...params }, faults: [] }
}

function matchNode(node: Template, json: unknown, spot: Spot, match: Match): void {
  const { path } = spot
  if (node.kind === 'choice') matchChoice(node, json, spot, match)
  else if (node.kind === 'grown') matchGrown(node, json, spot, match)
  else if (node.kind === 'number') take(node.parameter, json, path, match)
  else if (node.kind === 'array') matchArray(node, json, spot, match)
  else if (node.kind === 'derived') matchDerived(node, json, spot, match)
  else if (node.kind === 'literal') {
    if (json !== node.value) fault(match, path, `the space has ${shown(node.value)} here`)
  } else if (node.kind !== 'object')
    throw new Error(`The ${node.kind} at ${node.pointer} is no element`)
  else if (!isObject(json)) fault(match, path, `${shown(json)} is not an object`)
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
    const params = { ...match.params, [parameter.name]: values[index] ?? null }
    const attempt: Match = { ...newMatch(params), known: match.known }
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
  } else if (fitting.length > 1) {
    if (match.known !== null) fault(match, spot.path, `${shown(json)} fits several options`)
  } else if (label >= 0) match.faults.push(...(tried[label]?.faults ?? []))
  else fault(match, spot.path, `${shown(json)} fits no option; ${describeDomain(parameter.domain)}`)
}

function matchArray({ items }: ArrayTemplate, json: unknown, spot: Spot, match: Match): void {
  const { path, repetition } = spot
  if (!Array.isArray(json)) {
    fault(match, path, `${shown(json)} is not an array`)
    return
  }
  const { length } = json
  const { least, most } = lengthRange(items)
  if (length < least || length > most) {
    fault(match, path, `an array of ${length} elements does not come from this space`)
    return
  }
  let furthest = { element: -1, faults: [] as Fault[] }
  const start = { params: match.params, length, repetition }
  const { ways, isCut } = matchItems(items, start, (item, element, params, repetition) => {
    const attempt = { ...newMatch(params), known: match.known }
    matchNode(item, json[element], { path: [...path, element], repetition }, attempt)
    if (attempt.faults.length === 0) return attempt.params
    if (element > furthest.element) furthest = { element, faults: attempt.faults }
    return null
  })
  const [only] = ways
  if (only !== undefined && ways.length === 1 && !isCut) match.params = { ...only }
  else if (ways.length > 1 || isCut) {
    if (match.known === null) return
    const advice = 'give the values of the parameters by name'
    fault(match, path, `cannot tell which repetition an element belongs to; ${advice}`)
  } else if (furthest.faults.length > 0) match.faults.push(...furthest.faults)
  else fault(match, path, `an array of ${length} elements does not come from this space`)
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

/** A derived value must be the one that its parameters give. */
function matchDerived(node: Derived, json: unknown, spot: Spot, match: Match): void {
  if (match.known === null) return
  const value = node.valueOf({ ...match.known, ...match.params }, spot.repetition)
  if (value === undefined) {
    const detail = `${shown(json)} comes from ${node.expression}`
    fault(match, spot.path, `${detail}; give the values that it is derived from too`)
  } else if (value !== json) {
    fault(
      match,
      spot.path,
      `${shown(json)} is not ${shown(value)}, the value of ${node.expression}`,
    )
  }
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
