/** Bounds the value of an expression by interval arithmetic, to find those that can fail to be a finite number. */
import type { Domain } from '../space/domain.ts'
import type { ParamValue } from '../space/params.ts'
import type { Binary, Expression } from './expression.ts'

type Interval = readonly [least: number, most: number]

/**
 * Whether an expression has a value whenever its parameters have one: no division by zero, no overflow, and no sum of an
 * option that is not a number.
 */
export function hasValueAlways(
  expression: Expression,
  domains: ReadonlyMap<string, Domain>,
): boolean {
  if (expression.kind === 'literal' || expression.kind === 'parameter') return true
  if (expression.kind === 'logic' || expression.kind === 'comparison') {
    // undecided if a side is
    return hasValueAlways(expression.left, domains) && hasValueAlways(expression.right, domains)
  }
  if (expression.kind === 'not') return hasValueAlways(expression.operand, domains)
  return boundsOf(expression, domains) !== null
}

/** Returns null where the value is not a number for some parameters, or may not be one. */
function boundsOf(expression: Expression, domains: ReadonlyMap<string, Domain>): Interval | null {
  switch (expression.kind) {
    case 'literal':
      return hull([expression.value])
    case 'parameter': {
      const domain = domains.get(expression.name)
      if (domain === undefined) return null
      return hull(domain.type === 'choice' ? domain.options : [domain.low, domain.high])
    }
    case 'negative': {
      const bounds = boundsOf(expression.operand, domains)
      return bounds && [-bounds[1], -bounds[0]]
    }
    case 'round':
    case 'floor':
    case 'ceil': {
      const bounds = boundsOf(expression.operand, domains)
      return bounds && [Math.floor(bounds[0]), Math.ceil(bounds[1])]
    }
    case 'arithmetic':
      return combined(expression, domains)
    default:
      return null
  }
}

/** The operators are monotone in each operand where they are defined, so the extremes are at the corners. */
function combined(
  { operator, left, right }: Binary,
  domains: ReadonlyMap<string, Domain>,
): Interval | null {
  const [a, b] = [boundsOf(left, domains), boundsOf(right, domains)]
  if (a === null || b === null) return null
  if (operator === '/' && b[0] <= 0 && b[1] >= 0) return null
  if (operator === '**' && !(a[0] > 0 || (a[0] === 0 && b[0] >= 0))) return null
  const compute = corners[operator]
  if (compute === undefined) return null
  return hull(a.flatMap((x) => b.map((y) => compute(x, y))))
}

const corners: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '**': (a, b) => a ** b,
}

/** Returns null unless all values are finite numbers. */
function hull(values: readonly ParamValue[]): Interval | null {
  const isNumeric = (value: ParamValue) => typeof value === 'number' && Number.isFinite(value)
  if (!values.every(isNumeric)) return null
  const numbers = values.map(Number)
  return [Math.min(...numbers), Math.max(...numbers)]
}
