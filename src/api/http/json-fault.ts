/** Where a text stops being JSON, and what was probably meant: the parser of Node says neither place nor cure. */
import { getLocation, type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { type Fault, toPointer } from '../../errors.ts'

/** What other languages write, and how JSON has it. */
const foreignLiterals: Record<string, string> = {
  NaN: 'null is how a missing number is written',
  Infinity: 'null is how a missing number is written',
  '-Infinity': 'null is how a missing number is written',
  undefined: 'null is how a missing value is written',
  None: 'null is how a missing value is written',
  True: 'it is written true',
  False: 'it is written false',
}

/** By the parser's names for its faults. */
const messages: Record<string, string> = {
  InvalidNumberFormat: 'a number is not written as JSON has it',
  PropertyNameExpected: 'a name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is expected',
  CloseBracketExpected: 'a closing bracket is expected',
  EndOfFileExpected: 'the JSON has ended before',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'a string is not closed on its line',
  UnexpectedEndOfNumber: 'a number breaks off',
  InvalidUnicode: '\\u takes four hexadecimal digits',
  InvalidEscapeCharacter: 'no such escape: a backslash is written \\\\',
  InvalidCharacter: 'a control character: it is written \\n, \\t or \\u00…',
}

/** @returns null where the text is JSON */
export function jsonFault(text: string): Fault | null {
  const errors: ParseError[] = []
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { pointer: '', detail: 'nested too deeply' } // and broken: the parser of Node has no limit
  }
  const [first] = errors.toSorted((a, b) => a.offset - b.offset)
  if (first === undefined) return null
  const { path } = getLocation(text, first.offset)
  const detail = `${formatPosition(text, first.offset)}: ${describeError(text, first)}`
  return { pointer: toPointer(path.filter((step) => step !== '')), detail }
}

function describeError(text: string, { error, offset }: ParseError): string {
  const word = /^-?[\p{L}\p{N}_$]+/u.exec(text.slice(offset, offset + 100))?.[0] ?? ''
  if (Object.hasOwn(foreignLiterals, word)) return `${word} is no JSON: ${foreignLiterals[word]}`
  if (text[offset] === "'") return 'texts and names are written in double quotes'
  const found = word || text.slice(offset, offset + 1)
  const what = messages[printParseErrorCode(error)] ?? `${JSON.stringify(found)} is no JSON`
  return found === '' ? `${what}, but the text ends` : what
}

/** @param offset  in characters, from 0 */
function formatPosition(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return `line ${line}, column ${offset - before.lastIndexOf('\n')} (offset ${offset})`
}
