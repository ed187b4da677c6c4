/** Describes where and why a text is not valid JSON: Node's parser gives neither a position nor a fix. */
import { getLocation, type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { type Fault, toPointer } from '../../errors.ts'

/** Literals of other languages, and what to write in JSON. */
const foreignLiterals: Record<string, string> = {
  NaN: 'write null for a missing number',
  Infinity: 'write null for a missing number',
  '-Infinity': 'write null for a missing number',
  undefined: 'write null for a missing value',
  None: 'write null for a missing value',
  True: 'write true',
  False: 'write false',
}

/** By the error names of jsonc-parser. */
const messages: Record<string, string> = {
  InvalidNumberFormat: 'not a valid JSON number',
  PropertyNameExpected: 'expected a name in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected a colon',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected a closing brace',
  CloseBracketExpected: 'expected a closing bracket',
  EndOfFileExpected: 'unexpected text after the end of the JSON',
  InvalidCommentToken: 'comments are not allowed in JSON',
  UnexpectedEndOfComment: 'comments are not allowed in JSON',
  UnexpectedEndOfString: 'unterminated string',
  UnexpectedEndOfNumber: 'incomplete number',
  InvalidUnicode: '\\u must be followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'invalid escape sequence: write a backslash as \\\\',
  InvalidCharacter: 'control character in a string: write \\n, \\t or \\u00…',
}

/** @returns null if the text is valid JSON */
export function jsonFault(text: string): Fault | null {
  const errors: ParseError[] = []
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { pointer: '', detail: 'nested too deeply' } // also for broken JSON: Node's parser has no depth limit
  }
  const [first] = errors.toSorted((a, b) => a.offset - b.offset)
  if (first === undefined) return null
  const { path } = getLocation(text, first.offset)
  const detail = `${formatPosition(text, first.offset)}: ${describeError(text, first)}`
  return { pointer: toPointer(path.filter((step) => step !== '')), detail }
}

function describeError(text: string, { error, offset }: ParseError): string {
  const word = /^-?[\p{L}\p{N}_$]+/u.exec(text.slice(offset, offset + 100))?.[0] ?? ''
  if (Object.hasOwn(foreignLiterals, word))
    return `${word} is not valid JSON: ${foreignLiterals[word]}`
  if (text[offset] === "'") return 'use double quotes around strings and names'
  const found = word || text.slice(offset, offset + 1)
  const what = messages[printParseErrorCode(error)] ?? `unexpected ${JSON.stringify(found)}`
  return found === '' ? `${what}, but reached the end of the text` : what
}

/** @param offset  in characters, from 0 */
function formatPosition(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return `line ${line}, column ${offset - before.lastIndexOf('\n')} (offset ${offset})`
}
