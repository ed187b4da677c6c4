/** Parses a posted space from JSON; returns a SearchSpace or all of its faults. */
import { type Fault, toPointer } from '../../../errors.ts'
import { collectConditions } from '../conditions.ts'
import type { Domain } from '../domain.ts'
import type {
  ArrayTemplate,
  Literal,
  ObjectTemplate,
  Parameter,
  SearchSpace,
  Template,
} from '../space.ts'
import { expressionList, parseExpressions } from './parse-expressions.ts'
import { isHole, parseHole } from './parse-hole.ts'
import { isRepeat, parseRepeat } from './parse-repeat.ts'
import { isObject, memberPlace, type Path, type Place, type Reading, shown } from './reading.ts'
import { specSize } from './spec-size.ts'

export const maxDepth = 32 // nesting levels of JSON
const maxParameters = 200
const maxHoles = 2_000 // above maxParameters, because holes may share a parameter
const maxValues = 100_000 // in the space, with the repetitions of `each`
const maxSpecValues = 5_000 // in one filled-in spec

export type ParsedSpace = { ok: true; space: SearchSpace } | { ok: false; faults: Fault[] }

/**
 * Holes with the same explicit name and domain share one parameter, also across the repetitions
 * of an `each`. Equal automatic names are reported as a fault.
 *
 * @returns faults with pointers relative to the space
 */
export function parseSpace(json: unknown): ParsedSpace {
  if (!isObject(json) || Object.keys(json).some((key) => key.startsWith('$'))) {
    return { ok: false, faults: [{ pointer: '', detail: 'a space is an object with holes in it' }] }
  }
  const tooDeep = pathBelow(json, maxDepth)
  if (tooDeep !== null) {
    const detail = `nested deeper than ${maxDepth} levels`
    return { ok: false, faults: [{ pointer: toPointer(tooDeep), detail }] }
  }
  const { faults, fault } = faultList()
  const { parameters, declare } = parameterList(fault)
  const { expressions, derive } = expressionList()
  const template = templateReader()
  const reading: Reading = { fault, declare, derive, template, ...placeholderSet() }
  const whole = readObject(json, { path: [], name: '', isElement: false, repeat: null }, reading)
  if (parameters.size > maxParameters) {
    fault([], `the space has ${parameters.size} parameters; at most ${maxParameters} are accepted`)
  }
  if (expressions.length > maxHoles) fault([], `the space has more than ${maxHoles} expressions`)
  const size = specSize(whole)
  if (size > maxSpecValues) {
    fault([], `a trial has up to ${size} values; at most ${maxSpecValues} are accepted`)
  }
  if (faults.size > 0) return { ok: false, faults: [...faults.values()] }
  const conditions = collectConditions(whole)
  const reachable = [...parameters.values()].flatMap(({ parameter }) => {
    const found = conditions.parameters.get(parameter.name)
    if (found === undefined) return [] // in a layer with 0 repetitions
    parameter.conditions = found
    return parameter
  })
  const constraints = parseExpressions(expressions, {
    parameters: reachable,
    places: conditions.derived,
    fault,
  })
  if (faults.size > 0) return { ok: false, faults: [...faults.values()] }
  return { ok: true, space: { parameters: reachable, template: whole, constraints } }

  function templateReader(): Reading['template'] {
    let values = 0
    return (value, place) => {
      values += 1
      if (values > maxValues) {
        fault([], `the space expands to more than ${maxValues} values`)
        return reading.placeholder(place)
      }
      return readValue(value, place, reading)
    }
  }
}

/** Returns the path of a value that is more than `levels` deep; null if there is none. */
function pathBelow(json: unknown, levels: number): Path | null {
  if (typeof json !== 'object' || json === null) return null
  if (levels === 0) return []
  for (const [key, value] of Object.entries(json)) {
    const path = pathBelow(value, levels - 1)
    if (path !== null) return [key, ...path]
  }
  return null
}

function readValue(json: unknown, place: Place, reading: Reading): Template {
  if (Array.isArray(json)) return readArray(json, place, reading)
  if (isObject(json)) {
    if (place.isElement && isRepeat(json)) return parseRepeat(json, place, reading)
    return isHole(json) ? parseHole(json, place, reading) : readObject(json, place, reading)
  }
  if (typeof json === 'number' && Number.isFinite(json)) return literal(json, place)
  if (typeof json === 'string' || typeof json === 'boolean' || json === null) {
    return literal(json, place)
  }
  reading.fault(place.path, `${shown(json)} is not a JSON value`)
  return reading.placeholder(place)
}

function readArray(json: readonly unknown[], place: Place, reading: Reading): ArrayTemplate {
  const items = json.map((item, index) => reading.template(item, memberPlace(place, index)))
  return { kind: 'array', items, pointer: toPointer(place.path) }
}

function readObject(json: Record<string, unknown>, place: Place, reading: Reading): ObjectTemplate {
  const entries = Object.entries(json).map(([key, value]) => {
    const member = memberPlace(place, key)
    // assigning this key would set the prototype of the spec
    if (key === '__proto__') reading.fault(member.path, 'the key "__proto__" is not accepted')
    return [key, reading.template(value, member)] as const
  })
  return { kind: 'object', entries, pointer: toPointer(place.path) }
}

function literal(value: Literal['value'], place: Place): Literal {
  return { kind: 'literal', value, pointer: toPointer(place.path) }
}

/** Collects faults without duplicates; the repetitions of an `each` report the same fault again. */
function faultList(): { faults: ReadonlyMap<string, Fault>; fault: Reading['fault'] } {
  const faults = new Map<string, Fault>()
  const fault = (path: Path, detail: string) => {
    const pointer = toPointer(path)
    faults.set(`${pointer} ${detail}`, { pointer, detail })
  }
  return { faults, fault }
}

function placeholderSet(): Pick<Reading, 'placeholder' | 'isPlaceholder'> {
  const placeholders = new Set<Template>()
  return {
    isPlaceholder: (template) => placeholders.has(template),
    placeholder(place) {
      const placeholder = literal(null, place)
      placeholders.add(placeholder)
      return placeholder
    },
  }
}

interface Declared {
  parameter: Parameter
  isNamed: boolean
}

function parameterList(fault: Reading['fault']) {
  const parameters = new Map<string, Declared>()
  let holes = 0
  function declare<D extends Domain>(hole: Parameters<Reading['declare']>[0] & { domain: D }) {
    const { domain, place } = hole
    const name = hole.name ?? place.name
    const parameter = { name, domain, conditions: [], pointer: toPointer(place.path) }
    holes += 1
    if (holes > maxHoles) fault([], `the space has more than ${maxHoles} holes`)
    const known = parameters.get(name)
    if (known === undefined) {
      parameters.set(name, { parameter, isNamed: hole.name !== null })
      return parameter
    }
    const first = known.parameter
    if (hole.name === null && !known.isNamed) {
      fault(
        place.path,
        `"${name}" is also the name of ${first.pointer}; set a "name" here, beside the hole`,
      )
    } else if (JSON.stringify(first.domain) !== JSON.stringify(domain)) {
      fault(place.path, `"${name}" at ${first.pointer} has another domain; one name, one domain`)
    }
    return first as Parameter<D>
  }
  return { parameters, declare }
}
