/**
 * Evaluates a clause on a trial. A parameter that is absent from the trial has no value, and any comparison with it is
 * undecided: then neither the comparison nor its negation violates the clause.
 *
 * @see Kleene 1952, "Introduction to Metamathematics", §64 (the strong three-valued connectives)
 */
import type { Params, ParamValue } from '../space/params.ts'
import type { Binary, Expression } from './expression.ts'

/** Undefined means undecided. */
type Value = ParamValue | undefined
type Evaluate = (params: Params) => Value

/** Compiles a clause to a function that returns true, false, or undefined where it is undecided; other expressions return their value. */
export function compile(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'literal':
      return () => expression.value
    case 'parameter': {
      const { name } = expression
      return (params) => (Object.hasOwn(params, name) ? params[name] : undefined)
    }
    case 'not': {
      const operand = compile(expression.operand)
      return (params) => negated(operand(params))
    }
    case 'negative':
    case 'round':
    case 'floor':
    case 'ceil': {
      const operand = compile(expression.operand)
      const compute = unary[expression.kind]
      return (params) => {
        const value = operand(params)
        return typeof value === 'number' ? compute(value) : undefined
      }
    }
    case 'logic':
      return expression.operator === 'and' ? conjunction(expression) : disjunction(expression)
    case 'comparison':
      return comparison(expression)
    case 'arithmetic':
      return withNumbers(expression, arithmetic[expression.operator])
  }
}

function conjunction({ left, right }: Binary): Evaluate {
  const [one, other] = [compile(left), compile(right)]
  return (params) => {
    const first = one(params)
    if (first === false) return false
    const second = other(params)
    if (second === false) return false
    return first === true && second === true ? true : undefined
  }
}

function disjunction({ left, right }: Binary): Evaluate {
  const [one, other] = [compile(left), compile(right)]
  return (params) => {
    const first = one(params)
    if (first === true) return true
    const second = other(params)
    if (second === true) return true
    return first === false && second === false ? false : undefined
  }
}

function comparison(expression: Binary): Evaluate {
  const { operator, left, right } = expression
  if (operator !== '==' && operator !== '!=') return withNumbers(expression, ordering[operator])
  const [one, other] = [compile(left), compile(right)]
  return (params) => {
    const [first, second] = [one(params), other(params)]
    if (first === undefined || second === undefined) return undefined
    return operator === '==' ? first === second : first !== second
  }
}

const unary = {
  negative: (value: number) => -value,
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
}

type OfNumbers = ((left: number, right: number) => Value) | undefined

const arithmetic: Readonly<Record<string, OfNumbers>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': (left, right) => left ** right,
}

const ordering: Readonly<Record<string, OfNumbers>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
}

/** Treats a non-numeric value of a mixed choice as absent. */
function withNumbers({ left, right, operator }: Binary, compute: OfNumbers): Evaluate {
  if (compute === undefined) throw new Error(`Operator ${operator} does not take numbers`)
  const [one, other] = [compile(left), compile(right)]
  return (params) => {
    const first = one(params)
    const second = other(params)
    return typeof first === 'number' && typeof second === 'number'
      ? compute(first, second)
      : undefined
  }
}

function negated(value: Value): Value {
  return typeof value === 'boolean' ? !value : undefined
}
