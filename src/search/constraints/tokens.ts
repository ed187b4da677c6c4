/** Splits a clause into tokens. */
import type { ParamValue } from '../space/params.ts'

export type Token =
  | { kind: 'literal'; value: ParamValue; at: number; text: string }
  | { kind: 'name'; name: string; at: number; text: string }
  | { kind: 'symbol'; text: string; at: number } // an operator, a parenthesis, or one of the words below
  | { kind: 'end'; text: ''; at: number }

/** A fault in a clause and its position; caught by `parseClause`. */
export class ClauseFault extends Error {
  readonly at: number // characters from 0

  constructor(at: number, detail: string) {
    super(detail)
    this.at = at
  }
}

const words = new Set(['and', 'or', 'not'])
const constants = new Map<string, ParamValue>([
  ['true', true],
  ['false', false],
  ['null', null],
])
const blank = /\s*/y
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const symbol = /==|!=|<=|>=|\*\*|[<>+\-*/()]/y
const doubleQuoted = /"(?:[^"\\]|\\.)*"/y
const singleQuoted = /'(?:[^'\\]|\\.)*'/y
const backQuoted = /`((?:[^`]|``)+)`/y
// a path, as in parameter names: optimizer[adam].learningRate, layers[0][2].filters, x["odd key"], ["odd key"].x
const bare =
  /(?:[\p{L}_][\p{L}\p{M}\p{N}_]*|\["(?:[^"\\]|\\.)*"\])(?:\.[\p{L}_][\p{L}\p{M}\p{N}_]*|\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])*/uy
// the same, with hyphens, which keys may contain
const wholePath =
  /^(?:[\p{L}_][\p{L}\p{M}\p{N}_-]*|\["(?:[^"\\]|\\.)*"\])(?:\.[\p{L}_][\p{L}\p{M}\p{N}_-]*|\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])*$/u

/** Whether a clause may contain a name without back quotes. */
export function isBareName(name: string): boolean {
  return matchAt(bare, name, 0) === name && !words.has(name) && !constants.has(name)
}

/**
 * @param names  of the parameters: the longest name that matches at a position is taken, so that one with a hyphen
 *   (`weight-decay`) needs no quotes; other names follow the path notation
 * @throws ClauseFault
 */
export function tokenize(clause: string, names: readonly string[]): Token[] {
  const tokens: Token[] = []
  for (let at = skipBlanks(clause, 0); ; at = skipBlanks(clause, at)) {
    const token = tokenAt(clause, at, names)
    tokens.push(token)
    if (token.kind === 'end') return tokens
    at += token.text.length
  }
}

function tokenAt(clause: string, at: number, names: readonly string[]): Token {
  if (at === clause.length) return { kind: 'end', text: '', at }
  const text = matchAt(number, clause, at)
  if (text !== null) return numberToken(clause, text, at)
  const quoted = matchAt(doubleQuoted, clause, at) ?? matchAt(singleQuoted, clause, at)
  if (quoted !== null) return { kind: 'literal', value: unquoted(quoted, at), at, text: quoted }
  const inBack = matchAt(backQuoted, clause, at)
  if (inBack !== null) {
    return { kind: 'name', name: inBack.slice(1, -1).replaceAll('``', '`'), at, text: inBack }
  }
  const word = longestName(clause, at, names) ?? matchAt(bare, clause, at)
  if (word !== null) return wordToken(word, at)
  const mark = matchAt(symbol, clause, at)
  if (mark !== null) return { kind: 'symbol', text: mark, at }
  throw new ClauseFault(at, adviceFor(clause, at))
}

function numberToken(clause: string, text: string, at: number): Token {
  const value = Number(text)
  if (!Number.isFinite(value)) throw new ClauseFault(at, `${text} is too large`)
  if (/\w/.test(clause[at + text.length] ?? '')) {
    throw new ClauseFault(at, `${text}${clause[at + text.length]}… is not a number`)
  }
  return { kind: 'literal', value, at, text }
}

function wordToken(text: string, at: number): Token {
  if (words.has(text)) return { kind: 'symbol', text, at }
  const value = constants.get(text)
  return value === undefined
    ? { kind: 'name', name: text, at, text }
    : { kind: 'literal', value, at, text }
}

/** Finds a known name that is longer than the path at this position. */
function longestName(clause: string, at: number, names: readonly string[]): string | null {
  let longest = matchAt(bare, clause, at)?.length ?? 0
  let found: string | null = null
  for (const name of names) {
    const ends = !/[\p{L}\p{M}\p{N}_]/u.test(clause[at + name.length] ?? '')
    if (name.length <= longest || !ends || !clause.startsWith(name, at)) continue
    if (!wholePath.test(name)) continue // a name like "a and b" needs back quotes
    longest = name.length
    found = name
  }
  return found
}

function unquoted(text: string, at: number): string {
  try {
    if (text.startsWith('"')) return JSON.parse(text) as string
    const inside = text
      .slice(1, -1)
      .replaceAll("\\'", "'")
      .replaceAll(/(?<!\\)"/g, '\\"')
    return JSON.parse(`"${inside}"`) as string
  } catch {
    throw new ClauseFault(at, `${text} has an invalid escape; use those of JSON`)
  }
}

const advice: Readonly<Record<string, string>> = {
  '=': 'write == for "equals"',
  '&': 'write "and"',
  '|': 'write "or"',
  '!': 'write "not" or !=',
  '"': 'the string is not closed',
  "'": 'the string is not closed',
  '`': 'the name in back quotes is not closed',
}

function adviceFor(clause: string, at: number): string {
  const character = String.fromCodePoint(clause.codePointAt(at) ?? 0)
  return advice[character] ?? `${JSON.stringify(character)} is not accepted here`
}

function skipBlanks(clause: string, at: number): number {
  return at + (matchAt(blank, clause, at)?.length ?? 0)
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}
