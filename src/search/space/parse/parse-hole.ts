/**
 * Reads one hole: `$float`, `$int`, `$choice` or `$bool`, with the optional keys `name`, `default` and `weights`, or a
 * derived value: `$expr`.
 */

import { toPointer } from '../../../errors.ts'
import { withHint } from '../../../nearby.ts'
import {
  type ChoiceDomain,
  contains,
  type Domain,
  describeDomain,
  exactly,
  type FloatDomain,
  type IntDomain,
} from '../domain.ts'
import type { ParamValue } from '../params.ts'
import type { Literal, Template } from '../space.ts'
import { parseFloatRange, parseIntRange } from './parse-range.ts'
import {
  branchName,
  isName,
  isObject,
  maxNameLength,
  type Path,
  type Place,
  type Reading,
  shown,
} from './reading.ts'

const maxOptions = 1_000
const maxWeight = 1e9 // sums stay exact enough

type Json = Record<string, unknown>
type ReadBody = (body: unknown, hole: Hole, reading: Reading) => Template

interface Hole {
  path: Path // of the body: […, '$float']
  json: Json // the whole hole
  name: string | null // set by the user
  place: Place
}

const kinds: Record<string, ReadBody> = {
  $float: (body, hole, reading) =>
    numberHole(parseFloatRange(body, hole.path, reading.fault), body, hole, reading),
  $int: (body, hole, reading) =>
    numberHole(parseIntRange(body, hole.path, reading.fault), body, hole, reading),
  $choice: readChoice,
  $bool: readBool,
  $expr: readExpression,
}

const besideOf: Record<string, string[]> = {
  $choice: ['name', 'default', 'weights'],
  $expr: ['name'],
}

/** Whether an object is a hole, known or unknown: it has a key that starts with `$`. */
export function isHole(json: Json): boolean {
  return Object.keys(json).some((key) => key.startsWith('$'))
}

export function parseHole(json: Json, place: Place, reading: Reading): Template {
  const marks = Object.keys(json).filter((key) => key.startsWith('$'))
  const [mark = ''] = marks
  if (marks.length > 1) {
    reading.fault(place.path, `${marks.join(' and ')} in one object; a hole has one`)
    return reading.placeholder(place)
  }
  const path = [...place.path, mark]
  const readBody = Object.hasOwn(kinds, mark) ? kinds[mark] : undefined
  if (readBody === undefined) {
    const detail =
      mark === '$repeat'
        ? '$repeat is accepted only as an element of an array'
        : withHint(
            `unknown hole; accepted: ${Object.keys(kinds).join(', ')}, in arrays also $repeat`,
            mark,
            Object.keys(kinds),
          )
    reading.fault(path, detail)
    return reading.placeholder(place)
  }
  const beside = besideOf[mark] ?? ['name', 'default']
  for (const key of Object.keys(json)) {
    if (key === mark || beside.includes(key)) continue
    const detail = `unknown key beside ${mark}; accepted: ${beside.join(', ')}`
    reading.fault([...place.path, key], withHint(detail, key, beside))
  }
  return readBody(json[mark], { path, place, json, name: readName(json, place, reading) }, reading)
}

function readName(json: Json, place: Place, reading: Reading): string | null {
  const { name } = json
  if (name === undefined) return null
  if (typeof name === 'string' && isName(name)) return name
  const accepted = `1 to ${maxNameLength} printable characters, no leading or trailing blank`
  reading.fault([...place.path, 'name'], `${shown(name)} is not a name: ${accepted}`)
  return null
}

/** The default of a number may also be in its body, next to `low` and `high`. */
function numberHole(
  range: FloatDomain | IntDomain | null,
  body: unknown,
  { name, place, json, path }: Hole,
  reading: Reading,
): Template {
  if (range === null) return reading.placeholder(place)
  const isInside = isObject(body) && body.default !== undefined
  if (isInside && json.default !== undefined) {
    reading.fault([...place.path, 'default'], `"default" is in ${path.at(-1)} too`)
  }
  const value = isInside ? body.default : json.default
  const at = isInside ? path : place.path
  const domain = withDefault(range, value, at, reading) as FloatDomain | IntDomain
  const parameter = reading.declare({ domain, name, place })
  return { kind: 'number', parameter, pointer: toPointer(place.path) }
}

function readBool(body: unknown, hole: Hole, reading: Reading): Template {
  if (body !== true) {
    reading.fault(hole.path, `${shown(body)} is not accepted; write {"$bool": true}`)
    return reading.placeholder(hole.place)
  }
  const { name, place, json } = hole
  const pointer = toPointer(place.path)
  const both: ChoiceDomain = { type: 'choice', options: [true, false] }
  const domain = withDefault(both, json.default, place.path, reading) as ChoiceDomain
  const parameter = reading.declare({ domain, name, place })
  const options = domain.options.map((value): Literal => ({ kind: 'literal', value, pointer }))
  return { kind: 'choice', parameter, options, pointer }
}

function readExpression(body: unknown, { name, place, path }: Hole, reading: Reading): Template {
  if (typeof body === 'string') return reading.derive({ text: body, name, place })
  reading.fault(path, `${shown(body)} is not accepted; write a string such as "filters * 2"`)
  return reading.placeholder(place)
}

function readChoice(body: unknown, hole: Hole, reading: Reading): Template {
  const { name, place, path } = hole
  if (!Array.isArray(body) || body.length === 0 || body.length > maxOptions) {
    const seen = Array.isArray(body) ? `a list of ${body.length}` : shown(body)
    reading.fault(path, `${seen} is not accepted; a choice is a list of 1 to ${maxOptions} options`)
    return reading.placeholder(place)
  }
  const values = optionValues(body, path, reading.fault)
  // declare it before reading its options, so that a parameter comes before those inside it
  const domain = values && choiceDomain(values, hole, reading)
  const parameter = domain && reading.declare({ domain, name, place })
  const options = body.map((option, index) => {
    const label = values?.[index] ?? index
    return reading.template(option, {
      ...place,
      path: [...path, index],
      name: branchName(place.name, label),
    })
  })
  if (!parameter) return reading.placeholder(place)
  return { kind: 'choice', parameter, options, pointer: toPointer(place.path) }
}

function choiceDomain(
  options: ParamValue[],
  { json, place: { path } }: Hole,
  reading: Reading,
): ChoiceDomain {
  const domain: ChoiceDomain = { type: 'choice', options }
  const { weights } = json
  if (isWeights(weights, options.length)) domain.weights = weights
  else if (weights !== undefined) {
    const accepted = `${options.length} numbers above 0, one for each option`
    reading.fault([...path, 'weights'], `${shown(weights)} is not ${accepted}`)
  }
  return withDefault(domain, json.default, path, reading) as ChoiceDomain
}

function isWeights(json: unknown, count: number): json is number[] {
  return (
    Array.isArray(json) &&
    json.length === count &&
    json.every((weight) => typeof weight === 'number' && weight > 0 && weight <= maxWeight)
  )
}

/** Adds the default to the domain, if the domain contains it. */
function withDefault(domain: Domain, value: unknown, path: Path, reading: Reading): Domain {
  if (value === undefined) return domain
  if (contains(domain, value)) return { ...domain, default: exactly(domain, value) } as Domain
  reading.fault([...path, 'default'], `${shown(value)} is not ${describeDomain(domain)}`)
  return domain
}

/** Returns the name of each option in params; null when two are indistinguishable. */
function optionValues(
  options: readonly unknown[],
  path: Path,
  fault: Reading['fault'],
): ParamValue[] | null {
  const labels = options.map((option) => (isObject(option) ? option.type : option))
  const firsts = firstIndexes(labels)
  const repeated = new Set(labels.filter((label, index) => firsts.get(label) !== index))
  const values = options.map((option, index): ParamValue => {
    if (isScalar(option)) return option
    const type = isObject(option) && !isHole(option) ? option.type : undefined
    if (typeof type === 'string' && !repeated.has(type)) return type
    // an option that is this number takes precedence
    return firsts.has(index) ? String(index) : index
  })
  const texts = options.map(canonicalText)
  const firstTexts = firstIndexes(texts)
  const firstValues = firstIndexes(values)
  let isDistinct = true
  for (const [index, value] of values.entries()) {
    const twin = firstTexts.get(texts[index] ?? '') ?? index
    const namesake = firstValues.get(value) ?? index
    if (twin < index) fault([...path, index], `the same as option ${twin}`)
    else if (namesake < index) {
      const advice = 'give objects a "type" of their own, or change the order'
      fault([...path, index], `has the same name ${shown(value)} as option ${namesake}; ${advice}`)
    } else continue
    isDistinct = false
  }
  return isDistinct ? values : null
}

function firstIndexes<T>(items: readonly T[]): Map<T, number> {
  return new Map(items.map((item, index) => [item, index] as const).reverse())
}

function isScalar(json: unknown): json is ParamValue {
  return json === null || ['string', 'number', 'boolean'].includes(typeof json)
}

/** Serialises JSON with sorted keys, so that equal options have equal texts. */
function canonicalText(json: unknown): string {
  if (typeof json === 'number') return String(json) // NaN is not null
  const text = JSON.stringify(json, (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(byKey)) : value,
  )
  return text ?? String(json)
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}
