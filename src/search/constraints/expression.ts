/** The syntax tree of a clause; `at` is the position where a part begins, in characters from 0. */
import type { ParamValue } from '../space/params.ts'
import { isBareName } from './tokens.ts'

export type Expression =
  | { kind: 'literal'; value: ParamValue; at: number }
  | { kind: 'parameter'; name: string; at: number }
  | { kind: 'not' | 'negative' | Rounding; operand: Expression; at: number }
  | Binary

export interface Binary {
  kind: Infix
  operator: Operator
  left: Expression
  right: Expression
  at: number
}

export type Infix = 'logic' | 'comparison' | 'arithmetic'
export type Operator =
  | ('or' | 'and')
  | ('==' | '!=' | '<' | '<=' | '>' | '>=')
  | ('+' | '-' | '*' | '/' | '**')
export type Rounding = 'round' | 'floor' | 'ceil'

/** The precedence of each operator: a higher power binds tighter. */
export const infixes: Readonly<Record<Operator, { kind: Infix; power: number }>> = {
  or: { kind: 'logic', power: 1 },
  and: { kind: 'logic', power: 2 },
  '==': { kind: 'comparison', power: 4 },
  '!=': { kind: 'comparison', power: 4 },
  '<': { kind: 'comparison', power: 4 },
  '<=': { kind: 'comparison', power: 4 },
  '>': { kind: 'comparison', power: 4 },
  '>=': { kind: 'comparison', power: 4 },
  '+': { kind: 'arithmetic', power: 5 },
  '-': { kind: 'arithmetic', power: 5 },
  '*': { kind: 'arithmetic', power: 6 },
  '/': { kind: 'arithmetic', power: 6 },
  '**': { kind: 'arithmetic', power: 8 }, // right-associative
}
export const notPower = 3
export const negativePower = 7
const loosest = 0
const tightest = 9

/** `a ** b ** c` is `a ** (b ** c)`. */
export function isRightAssociative(operator: Operator): boolean {
  return operator === '**'
}

export function isRounding(word: string): word is Rounding {
  return word === 'round' || word === 'floor' || word === 'ceil'
}

/** Prints a clause with as few parentheses as possible; parsing the text gives the same tree. */
export function print(expression: Expression): string {
  return printed(expression, loosest)
}

/** Writes a name for a clause: in back quotes unless it is a path of plain words. */
export function printName(name: string): string {
  return isBareName(name) ? name : `\`${name.replaceAll('`', '``')}\``
}

/** Collects the names of the parameters. */
export function namesIn(expression: Expression): Set<string> {
  if (expression.kind === 'parameter') return new Set([expression.name])
  if (expression.kind === 'literal') return new Set()
  if ('operand' in expression) return namesIn(expression.operand)
  return new Set([...namesIn(expression.left), ...namesIn(expression.right)])
}

function printed(expression: Expression, least: number): string {
  const [text, power] = printWithPower(expression)
  return power < least ? `(${text})` : text
}

function printWithPower(expression: Expression): [text: string, power: number] {
  switch (expression.kind) {
    case 'literal':
      return [JSON.stringify(expression.value), tightest]
    case 'parameter':
      return [printName(expression.name), tightest]
    case 'not':
      return [`not ${printed(expression.operand, notPower)}`, notPower]
    case 'negative':
      return [`-${printed(expression.operand, negativePower)}`, negativePower]
    case 'round':
    case 'floor':
    case 'ceil':
      return [`${expression.kind}(${print(expression.operand)})`, tightest]
    default: {
      const { operator, left, right } = expression
      const { kind, power } = infixes[operator]
      // comparisons do not chain; the other operators are left-associative
      const leftText = printed(
        left,
        kind === 'comparison' || isRightAssociative(operator) ? power + 1 : power,
      )
      const rightText = printed(right, isRightAssociative(operator) ? power : power + 1)
      return [`${leftText} ${operator} ${rightText}`, power]
    }
  }
}
