/** The study as a text of JSON, which the form and the editor both change. Pure functions of the text. */
import {
  applyEdits,
  findNodeAtLocation,
  type JSONPath,
  modify,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { type Path, toPath } from '../../../api/pointer.ts'

export type Json = Record<string, unknown>

/** A place in a text, as offsets of characters. */
export interface Range {
  from: number
  to: number
}

export interface TextFault extends Range {
  pointer: string
  detail: string
}

const strict = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false }
const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' }

/** Undefined: there is no such place in the value. */
export function valueAtPath(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Json)[key as string] : undefined),
    value,
  )
}

/** The value of a text, or where it is no JSON. */
export function readDocument(text: string): { value: Json } | { faults: TextFault[] } {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, strict)
  if (errors.length > 0 || tree === undefined) {
    const faults = errors.length > 0 ? errors : [{ error: 4, offset: 0, length: 0 }]
    return { faults: faults.map((error) => toFault(error, text)) }
  }
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { value: value as Json }
  }
  const detail = 'a study is an object: { … }'
  return { faults: [{ from: tree.offset, to: tree.offset + tree.length, pointer: '', detail }] }
}

/** What is missing or unexpected, by the parser's name for it. */
const details: Record<string, string> = {
  InvalidSymbol: 'this is no JSON value: texts stand in double quotes',
  InvalidNumberFormat: 'this is no number of JSON',
  PropertyNameExpected: 'a name in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing here',
  CommaExpected: 'a comma is missing here',
  CloseBraceExpected: 'a } is missing here',
  CloseBracketExpected: 'a ] is missing here',
  EndOfFileExpected: 'the study has ended before this',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the closing quote of this text is missing',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'this is no escaped character',
  InvalidEscapeCharacter: 'this is no escaped character',
  InvalidCharacter: 'this character must be escaped in a text',
}

function toFault({ error, offset, length }: ParseError, text: string): TextFault {
  const from = Math.min(offset, text.length)
  const to = Math.min(offset + Math.max(length, 1), text.length)
  const detail = details[printParseErrorCode(error)] ?? 'this is no valid JSON'
  return { from, to: Math.max(from, to), pointer: '', detail }
}

/** The text with another value at a place; undefined removes it. All else stays as it is written. */
export function setIn(text: string, path: Path, value: unknown): string {
  if (value === undefined && valueAt(text, path) === undefined) return text
  return applyEdits(text, modify(text, path as JSONPath, value, { formattingOptions }))
}

/** The text with a value put into an array before the element of that index. */
export function insertIn(text: string, path: Path, index: number, value: unknown): string {
  const options = { formattingOptions, isArrayInsertion: true }
  return applyEdits(text, modify(text, [...path, index], value, options))
}

export function valueAt(text: string, path: Path): unknown {
  const tree = parseTree(text)
  const node = tree && findNodeAtLocation(tree, path as JSONPath)
  return node && JSON.parse(text.slice(node.offset, node.offset + node.length))
}

export const writeDocument = (value: unknown): string => JSON.stringify(value, null, 2)

/**
 * Where a text has what a pointer names: the value, or, where it is missing, the name of the nearest member around it.
 */
export function rangeOf(text: string, pointer: string): Range {
  const tree = parseTree(text)
  if (tree === undefined) return { from: 0, to: 0 }
  let node: Node = tree
  for (const key of toPath(pointer)) {
    const next = childOf(node, key)
    if (next === undefined) return nameOf(node)
    node = next
  }
  const isLong = text.slice(node.offset, node.offset + node.length).includes('\n')
  return isLong ? nameOf(node) : { from: node.offset, to: node.offset + node.length }
}

function childOf(node: Node, key: string | number): Node | undefined {
  if (node.type === 'array') return node.children?.[Number(key)]
  return node.children?.find(({ children }) => children?.[0]?.value === String(key))?.children?.[1]
}

/** The member's name; for an element of an array its first character. */
function nameOf(node: Node): Range {
  const name = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined
  if (name === undefined) return { from: node.offset, to: node.offset + 1 }
  return { from: name.offset, to: name.offset + name.length }
}
