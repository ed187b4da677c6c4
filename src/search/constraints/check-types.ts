/** Checks that the operators of a clause fit the types of the parameters. */
import { withHint } from '../../nearby.ts'
import type { Domain } from '../space/domain.ts'
import type { ParamValue } from '../space/params.ts'
import { type Binary, type Expression, namesIn, print, printName } from './expression.ts'
import { ClauseFault } from './tokens.ts'

/** A mixed choice has several types; a clause is rejected when none of them fits. */
type Types = ReadonlySet<Type>
type Type = 'number' | 'string' | 'boolean' | 'null'

const namesShown = 8

/** @throws ClauseFault for an unknown name, a wrong type, an unknown option, or a clause that is no condition */
export function checkCondition(clause: Expression, domains: ReadonlyMap<string, Domain>): void {
  const types = checkTypes(clause, domains)
  if (!types.has('boolean')) throw wrongType('boolean', clause, types)
  if (namesIn(clause).size === 0)
    throw new ClauseFault(0, 'the clause does not contain a parameter')
}

/**
 * Returns the types that the value of an expression can have.
 *
 * @throws ClauseFault for an unknown name, a wrong type, or an unknown option
 */
export function checkTypes(expression: Expression, domains: ReadonlyMap<string, Domain>): Types {
  return inferTypes(expression)

  function need(type: Type, expression: Expression): void {
    const types = inferTypes(expression)
    if (types.has(type)) return
    throw wrongType(type, expression, types)
  }

  function inferTypes(expression: Expression): Types {
    switch (expression.kind) {
      case 'literal':
        return new Set([valueType(expression.value)])
      case 'parameter': {
        const domain = domains.get(expression.name)
        if (domain === undefined) throw unknownName(expression.name, expression.at, domains)
        return domain.type === 'choice'
          ? new Set(domain.options.map(valueType))
          : new Set(['number'])
      }
      case 'not':
        need('boolean', expression.operand)
        return new Set(['boolean'])
      case 'negative':
      case 'round':
      case 'floor':
      case 'ceil':
        need('number', expression.operand)
        return new Set(['number'])
      case 'logic':
      case 'arithmetic': {
        const type = expression.kind === 'logic' ? 'boolean' : 'number'
        need(type, expression.left)
        need(type, expression.right)
        return new Set([type])
      }
      case 'comparison':
        compare(expression)
        return new Set(['boolean'])
    }
  }

  function compare({ operator, left, right, at }: Binary): void {
    if (operator !== '==' && operator !== '!=') {
      need('number', left)
      need('number', right)
      return
    }
    const [leftTypes, rightTypes] = [inferTypes(left), inferTypes(right)]
    if (![...leftTypes].some((type) => rightTypes.has(type))) {
      const detail = `${print(left)} is ${listed(leftTypes)}, ${print(right)} is ${listed(rightTypes)}`
      throw new ClauseFault(at, detail)
    }
    if (left.kind === 'parameter' && right.kind === 'literal') needOption(left, right)
    if (right.kind === 'parameter' && left.kind === 'literal') needOption(right, left)
  }

  /** Rejects a mistyped option, which would make the clause always or never hold. */
  function needOption(
    { name }: { name: string },
    { value, at }: { value: ParamValue; at: number },
  ): void {
    const domain = domains.get(name)
    if (domain?.type !== 'choice' || domain.options.includes(value)) return
    const options = domain.options.map((option) => JSON.stringify(option)).join(', ')
    throw new ClauseFault(
      at,
      `${JSON.stringify(value)} is not an option of ${name}; its options: ${options}`,
    )
  }
}

function wrongType(type: Type, expression: Expression, types: Types): ClauseFault {
  const wanted = type === 'boolean' ? 'a condition' : 'a number'
  return new ClauseFault(expression.at, `${print(expression)} is ${listed(types)}, not ${wanted}`)
}

function unknownName(name: string, at: number, domains: ReadonlyMap<string, Domain>): ClauseFault {
  const isOption = [...domains.values()].some(
    (domain) => domain.type === 'choice' && domain.options.includes(name),
  )
  if (isOption) return new ClauseFault(at, `write the option ${name} in quotes: "${name}"`)
  const known = [...domains.keys()]
  const more = known.length > namesShown ? ', …' : ''
  const shown = known.slice(0, namesShown).map(printName).join(', ')
  const detail = `unknown parameter ${JSON.stringify(name)}; known: ${shown}${more}`
  if (known.length === 0) return new ClauseFault(at, 'the space has no parameters')
  return new ClauseFault(at, withHint(detail, name, known))
}

function valueType(value: ParamValue): Type {
  if (value === null) return 'null'
  return typeof value as 'number' | 'string' | 'boolean'
}

function listed(types: Types): string {
  return [...types].map((type) => (type === 'null' ? 'null' : `a ${type}`)).join(' or ')
}
