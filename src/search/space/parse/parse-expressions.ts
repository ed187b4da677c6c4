/**
 * Reads derived values, `{"$expr": "filters * 2"}`: when all names of the space are known, parses each expression, puts
 * in those that it refers to, and checks that its parameters exist wherever the value is used.
 */
import { toPointer } from '../../../errors.ts'
import { hasValueAlways } from '../../constraints/bounds.ts'
import { checkTypes } from '../../constraints/check-types.ts'
import { compile } from '../../constraints/evaluate.ts'
import { type Expression, namesIn, printName } from '../../constraints/expression.ts'
import { parseClause } from '../../constraints/parse-clause.ts'
import { ClauseFault } from '../../constraints/tokens.ts'
import { repetitions } from '../assign.ts'
import { covers } from '../conditions.ts'
import type { Domain } from '../domain.ts'
import type { Params } from '../params.ts'
import {
  type Condition,
  type Constraint,
  type Derived,
  meets,
  type Parameter,
  timesRange,
} from '../space.ts'
import type { Place, Reading } from './reading.ts'

/** The name of the repetition, from 0, in an expression inside a repeat. */
const indexName = 'index'
const maxParts = 1_000 // of an expression with those that it refers to
const maxCases = 6 // choices to tell apart when looking for a parameter that a trial may lack

interface Collected {
  text: string
  name: string | null
  place: Place
  node: { -readonly [Key in keyof Derived]: Derived[Key] }
}

export function expressionList() {
  const expressions: Collected[] = []
  const derive: Reading['derive'] = ({ text, name, place }) => {
    const pointer = toPointer([...place.path, '$expr'])
    const node: Derived = { kind: 'derived', expression: text, valueOf: () => undefined, pointer }
    expressions.push({ text, name, place, node })
    return node
  }
  return { expressions, derive }
}

interface Known {
  parameters: readonly Parameter[]
  places: ReadonlyMap<Derived, readonly Condition[]> // where each value is used
  fault: Reading['fault']
}

/** @returns constraints for values that some parameters would make no finite number, as a division by 0 does */
export function parseExpressions(
  expressions: readonly Collected[],
  { parameters, places, fault }: Known,
): Constraint[] {
  const domains = new Map(parameters.map(({ name, domain }) => [name, domain]))
  const byName = nameExpressions(expressions, domains, fault)
  const names = [...domains.keys(), ...byName.keys()]
  const resolved = new Map<Collected, Expression | null>() // null: faulty, and reported
  const constraints: Constraint[] = []
  for (const collected of expressions) {
    const { node, place } = collected
    const used = places.get(node)
    if (used === undefined) continue // in a layer with 0 repetitions
    const path = [...place.path, '$expr']
    const expression = resolve(collected, [])
    if (expression === null) continue
    try {
      const inside = domainsAt(place, domains)
      checkTypes(expression, inside)
      const missing = findMissing(expression, used.length === 0 ? [[]] : used)
      if (missing !== null) {
        const detail = `${printName(missing)} is not in every trial that uses this value`
        fault(path, `${detail}; derive it from parameters that are`)
        continue
      }
      node.valueOf = evaluator(expression)
      if (!hasValueAlways(expression, inside)) {
        const needed = [...namesIn(expression)].filter((name) => domains.has(name))
        constraints.push(needsValue(collected, used, needed))
      }
    } catch (error) {
      if (!(error instanceof ClauseFault)) throw error
      report(collected, error)
    }
  }
  return constraints

  /** Returns null after a fault, here or in an expression that it refers to. */
  function resolve(collected: Collected, within: readonly Collected[]): Expression | null {
    const known = resolved.get(collected)
    if (known !== undefined) return known
    let expression: Expression | null = null
    try {
      expression = withOthers(collected, within)
    } catch (error) {
      if (!(error instanceof ClauseFault)) throw error
      if (!(error instanceof FaultElsewhere)) report(collected, error)
    }
    resolved.set(collected, expression)
    return expression
  }

  function report({ place }: Collected, { at, message }: ClauseFault): void {
    fault([...place.path, '$expr'], `at character ${at + 1}: ${message}`)
  }

  /** Parses an expression and replaces the names of others by what they say. */
  function withOthers(collected: Collected, within: readonly Collected[]): Expression {
    const { text, place } = collected
    const expression = replaceNames(parseClause(text, names), ({ name: given, at }) => {
      const index = place.repeat?.index ?? null
      const name = index === null ? given : given.replaceAll(`[${indexName}]`, `[${index}]`)
      if (name === indexName && place.repeat !== null) {
        if (domains.has(name)) throw ambiguousIndex(at)
        return index === null
          ? { kind: 'parameter', name, at }
          : { kind: 'literal', value: index, at }
      }
      const other = domains.has(name) ? undefined : byName.get(name)
      if (other === undefined) {
        if (name === indexName && !domains.has(name)) throw new ClauseFault(at, outsideRepeat)
        return { kind: 'parameter', name, at }
      }
      const chain = [...within, collected]
      if (chain.includes(other)) throw cyclic(at, [...chain, other])
      const inner = resolve(other, chain)
      if (inner === null) throw new FaultElsewhere(at, name)
      const varies = namesIn(inner).has(indexName) && !domains.has(indexName)
      if (varies && other.place.repeat?.times !== place.repeat?.times) {
        const detail = `${printName(name)} differs between the repetitions of its $repeat`
        throw new ClauseFault(at, `${detail}, so it has a value only inside it`)
      }
      return inner
    })
    if (countParts(expression) > maxParts) {
      throw new ClauseFault(
        0,
        `more than ${maxParts} parts, with the expressions that it refers to`,
      )
    }
    return expression
  }

  /** Returns a parameter that a trial may lack where the value is used; null if there is none. */
  function findMissing(expression: Expression, used: readonly Condition[]): string | null {
    const conditionsOf = new Map(parameters.map(({ name, conditions }) => [name, conditions]))
    const isCertain = (name: string, when: Condition, cases: number): boolean => {
      const ways = conditionsOf.get(name) ?? []
      if (ways.length === 0 || ways.some((way) => covers(way, when))) return true
      // each option of an active choice may lead to the parameter
      return ways.flat().some((requirement) => {
        if (!('equals' in requirement) || cases === 0) return false
        const { parameter } = requirement
        const domain = domains.get(parameter)
        if (domain?.type !== 'choice' || when.some((one) => one.parameter === parameter))
          return false
        if (!isCertain(parameter, when, cases - 1)) return false
        return domain.options.every((equals) =>
          isCertain(name, [...when, { parameter, equals }], cases - 1),
        )
      })
    }
    const needed = [...namesIn(expression)].filter(
      (name) => name !== indexName || domains.has(name),
    )
    return needed.find((name) => !used.every((when) => isCertain(name, when, maxCases))) ?? null
  }
}

class FaultElsewhere extends ClauseFault {}

const outsideRepeat = '"index" is the repetition of a $repeat, from 0; here is none'

/** An expression has a name as a hole has: its path, or the `name` beside it. */
function nameExpressions(
  expressions: readonly Collected[],
  domains: ReadonlyMap<string, Domain>,
  fault: Reading['fault'],
): Map<string, Collected> {
  const byName = new Map<string, Collected>()
  for (const collected of expressions) {
    const { place, node } = collected
    const name = collected.name ?? place.name
    const first = byName.get(name)
    if (domains.has(name)) {
      fault(place.path, `"${name}" is also a parameter; set another "name" here, beside $expr`)
    } else if (first === undefined) byName.set(name, collected)
    else if (first.node.pointer !== node.pointer) {
      fault(place.path, `"${name}" is also the name of ${toPointer(first.place.path)}`)
    }
  }
  return byName
}

function ambiguousIndex(at: number): ClauseFault {
  const detail = '"index" is the repetition here, and also a parameter'
  return new ClauseFault(at, `${detail}; give the parameter another name`)
}

function cyclic(at: number, chain: readonly Collected[]): ClauseFault {
  const [last] = chain.slice(-1)
  const names = chain
    .slice(chain.indexOf(last as Collected))
    .map(({ name, place }) => name ?? place.name)
  return new ClauseFault(at, `a value cannot depend on itself: ${names.join(' → ')}`)
}

/** Inside a repeat, the repetition is known like a parameter. */
function domainsAt({ repeat }: Place, domains: ReadonlyMap<string, Domain>): Map<string, Domain> {
  if (repeat === null) return new Map(domains)
  const last = Math.max(0, timesRange(repeat).most - 1)
  const domain: Domain = { type: 'int', low: 0, high: last, log: false, step: 1, points: null }
  return new Map([[indexName, domain], ...domains])
}

function evaluator(expression: Expression): Derived['valueOf'] {
  const evaluate = compile(expression)
  const usesIndex = namesIn(expression).has(indexName)
  return (params, repetition) => {
    const known: Params =
      usesIndex && !Object.hasOwn(params, indexName)
        ? { ...params, [indexName]: repetition }
        : params
    const value = evaluate(known)
    return typeof value === 'number' ? value + 0 : value // no -0
  }
}

/** Excludes trials in which the value is used and is no finite number. */
function needsValue(
  { text, place, node }: Collected,
  used: readonly Condition[],
  names: readonly string[],
): Constraint {
  const { repeat } = place
  const times =
    repeat?.index === null && repeat.times.kind !== 'literal' ? [repeat.times.parameter.name] : []
  const parameters = new Set([...names, ...used.flat().map(({ parameter }) => parameter), ...times])
  return {
    clause: `${text} has a finite value`,
    pointer: node.pointer,
    parameters,
    holds(params) {
      if (used.length > 0 && !used.some((when) => when.every((one) => meets(params, one))))
        return true
      const most = repeat?.index === null ? (repetitions(repeat, params) ?? 0) : 1
      return Array.from({ length: most }, (_, index) => node.valueOf(params, index)).every(
        (value) => value !== undefined && (typeof value !== 'number' || Number.isFinite(value)),
      )
    },
  }
}

function replaceNames(
  expression: Expression,
  replace: (parameter: { name: string; at: number }) => Expression,
): Expression {
  if (expression.kind === 'literal') return expression
  if (expression.kind === 'parameter') return replace(expression)
  if ('operand' in expression) {
    return { ...expression, operand: replaceNames(expression.operand, replace) }
  }
  const { left, right } = expression
  return { ...expression, left: replaceNames(left, replace), right: replaceNames(right, replace) }
}

function countParts(expression: Expression): number {
  if ('operand' in expression) return 1 + countParts(expression.operand)
  if ('left' in expression) return 1 + countParts(expression.left) + countParts(expression.right)
  return 1
}
