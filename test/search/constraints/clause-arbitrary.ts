/** Random clauses as trees, over given parameter names; `at` is 0 everywhere. */
import fc from 'fast-check'
import type { Expression, Infix, Operator } from '../../../src/search/constraints/expression.ts'
import { infixes } from '../../../src/search/constraints/expression.ts'

const at = 0

export const anyName = fc.oneof(
  fc.constantFrom('x', 'optimizer[adam].learningRate', 'layers[0][2].filters', 'a["odd key"].b'),
  fc.constantFrom('weight-decay', 'and', 'true', 'a b', '`', '3x', 'e5', '-'),
  fc.string({ minLength: 1, maxLength: 12 }),
)

/** Any tree that the grammar can say, sensible or not. */
export const anyClause: fc.Arbitrary<Expression> = fc.letrec<{ clause: Expression }>((tie) => ({
  clause: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    literal(),
    anyName.map((name) => ({ kind: 'parameter' as const, name, at })),
    fc
      .tuple(fc.constantFrom('not' as const, 'negative' as const), tie('clause'))
      .map(([kind, operand]) => ({ kind, operand, at })),
    fc
      .record({
        operator: fc.constantFrom(...(Object.keys(infixes) as Operator[])),
        left: tie('clause'),
        right: tie('clause'),
      })
      .map(({ operator, left, right }) => infix(operator, left, right)),
  ),
})).clause

function literal(): fc.Arbitrary<Expression> {
  const value = fc.oneof(
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    fc.nat(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
  )
  return value.map((value) => ({ kind: 'literal', value: value === 0 ? 0 : value, at }))
}

export function infix(operator: Operator, left: Expression, right: Expression): Expression {
  const kind: Infix = infixes[operator].kind
  return { kind, operator, left, right, at }
}

/** Conditions on numeric parameters that may be absent, by type correct. */
export function conditionOn(names: readonly string[]): fc.Arbitrary<Expression> {
  const parameter = fc
    .constantFrom(...names)
    .map((name) => ({ kind: 'parameter' as const, name, at }))
  const number = fc.oneof(
    parameter,
    fc.nat(6).map((value) => ({ kind: 'literal' as const, value, at })),
    fc
      .tuple(fc.constantFrom<Operator>('+', '-', '*'), parameter, fc.nat(3))
      .map(([operator, left, value]) => infix(operator, left, { kind: 'literal', value, at })),
  )
  const comparison = fc
    .tuple(fc.constantFrom<Operator>('<', '<=', '>', '>=', '==', '!='), parameter, number)
    .map(([operator, left, right]) => infix(operator, left, right))
  return fc.letrec<{ condition: Expression }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      comparison,
      tie('condition').map((operand) => ({ kind: 'not' as const, operand, at })),
      fc
        .tuple(fc.constantFrom<Operator>('and', 'or'), tie('condition'), tie('condition'))
        .map(([operator, left, right]) => infix(operator, left, right)),
    ),
  })).condition
}
