/**
 * Parses a clause: comparisons of sums and products, joined by `and`, `or`, `not`. It never executes code. Values derived
 * by `$expr` have the same grammar.
 *
 *     optimizer == "sgd" or layers[0].units * batchSize <= 4096 and not useBias
 *     round(filters * 1.5 ** index)
 *
 * @see Pratt 1973, "Top down operator precedence", POPL
 */
import { ownName } from '../space/parse/parameter-names.ts'
import {
  type Expression,
  infixes,
  isRightAssociative,
  isRounding,
  negativePower,
  notPower,
  type Operator,
  print,
} from './expression.ts'
import { ClauseFault, type Token, tokenize } from './tokens.ts'

const maxClauseLength = 1_000 // also bounds the depth of the tree

/**
 * @param names  of the parameters of the space
 * @throws ClauseFault
 */
export function parseClause(clause: string, names: readonly string[]): Expression {
  if (clause.length > maxClauseLength) {
    throw new ClauseFault(
      maxClauseLength,
      `a clause has at most ${maxClauseLength} characters, not ${clause.length}`,
    )
  }
  const tokens = tokenize(clause, names)
  let position = 0
  const whole = parse(0)
  const rest = next()
  if (rest.kind !== 'end') throw unexpected(rest)
  return whole

  /** Parses an operand and the following operators with a power of at least `least`. */
  function parse(least: number): Expression {
    let left = operand()
    let isCompared = false
    for (;;) {
      const { text, kind, at } = peek()
      const infix = kind === 'symbol' && isOperator(text) ? infixes[text] : null
      if (infix === null || infix.power < least) return left
      if (infix.kind === 'comparison') {
        if (isCompared) throw chained(left, text, at)
        isCompared = true
      }
      next()
      const operator = text as Operator
      const right = parse(isRightAssociative(operator) ? infix.power : infix.power + 1)
      left = { kind: infix.kind, operator, left, right, at: left.at }
    }
  }

  function operand(): Expression {
    const token = next()
    const { at } = token
    if (token.kind === 'literal') return { kind: 'literal', value: token.value, at }
    if (token.kind === 'name') {
      if (isRounding(token.text) && peek().text === '(') {
        next()
        return { kind: token.text, operand: inParentheses(), at }
      }
      return { kind: 'parameter', name: ownName(token.name, (name) => names.includes(name)), at }
    }
    if (token.text === 'not') return { kind: 'not', operand: parse(notPower), at }
    if (token.text === '-') return { kind: 'negative', operand: parse(negativePower), at }
    if (token.text !== '(') throw unexpected(token)
    return inParentheses()
  }

  /** Parses what follows an opening parenthesis. */
  function inParentheses(): Expression {
    const inside = parse(0)
    const closing = next()
    if (closing.text !== ')') throw unexpected(closing, '")" is missing')
    return inside
  }

  function peek(): Token {
    return tokens[position] as Token // the end token is never passed
  }

  function next(): Token {
    const token = peek()
    if (token.kind !== 'end') position += 1
    return token
  }
}

function chained(before: Expression, operator: string, at: number): ClauseFault {
  const middle = 'right' in before ? print(before.right) : '…'
  return new ClauseFault(at, `comparisons do not chain; write "… and ${middle} ${operator} …"`)
}

function unexpected({ kind, at, text }: Token, missing = 'a value is missing'): ClauseFault {
  return new ClauseFault(at, kind === 'end' ? missing : `unexpected ${JSON.stringify(text)}`)
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(infixes, text)
}
