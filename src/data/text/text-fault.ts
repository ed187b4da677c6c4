import type { TextColumn } from '../dataset.ts'
import { type CountedText, countRows, countTexts } from './counted-texts.ts'
import { type Notation, numberReader, type ReadNumber } from './notation.ts'
import { isInexactInteger } from './number-text.ts'
import { asMembers, otherNotations } from './other-notation.ts'

/** Why a column of texts looks numeric, and the changes of the spec of which each settles it. */
export interface TextFault {
  detail: string
  mends: readonly Readonly<Record<string, unknown>>[]
}

const textsShown = 5
const leastScaled = 20 // fewer distinct texts, such as 2K and 4K, are categories
const scaled = /^[+−-]?\p{Sc}?\s?\d[\d.,]*\s?(?<scale>[kKMB])$/u
/** Marks that people and programs write for what is missing. */
export const likeMissing =
  /^(n\/?a|#n\/?a|nan|\(?null\)?|nil|none|missing|unknown|undefined|\\n|[?.*–—-]+)$/i

/**
 * Explains why a column of texts looks numeric, and what to do about it; null if it is text throughout. Numbers are
 * counted by rows and by distinct texts: if they make up half of either, the rest does not silently become categories.
 *
 * @param ways  what to do if the texts are not numbers, such as `name the column in ignore`
 */
export function textFault(column: TextColumn, notation: Notation, ways: string): TextFault | null {
  const other = scalesFault(column, notation, ways) ?? notationFault(column, notation, ways)
  if (other) return other
  const read = numberReader(notation)
  const texts = countTexts(column)
  const numbers = texts.filter(({ text }) => read(text) !== null)
  const strays = texts.filter(({ text }) => read(text) === null)
  if (strays.length === 0 || !isMost(numbers, texts)) return null // no strays: digits that the file types as text
  const missing = strays.filter(({ text }) => likeMissing.test(text)).slice(0, textsShown)
  const named = (missing.length > 0 ? missing : [findFirst(strays)]).map(({ text }) => text)
  const detail =
    `has numbers in ${describeCount(numbers)} and other texts in ${countRows(strays)} (${list(strays)}), ` +
    `first ${place(findFirst(strays))}: if they mean "missing", give "missing": ${JSON.stringify(named)}; or ${ways}`
  return { detail, mends: [{ missing: named }] }
}

/** Describes a mix of scales, such as `201k` next to `1.5M` or `350`: dropping the letters would change the numbers. */
function scalesFault(column: TextColumn, notation: Notation, ways: string): TextFault | null {
  const texts = countTexts(column)
  if (texts.length < leastScaled) return null
  const read = numberReader(notation)
  const readScale = ({ text }: CountedText) =>
    scaled.exec(text)?.groups?.scale ?? (read(text) === null ? null : '')
  const known = texts.filter((text) => readScale(text) !== null)
  const letters = known.filter((text) => readScale(text) !== '')
  const [first] = letters
  const other = first && known.find((text) => readScale(text) !== readScale(first))
  if (!other || !isMost(known, texts)) return null
  const detail = `has numbers of several scales, ${place(first)} and ${place(other)}: write them out in the file, or ${ways}`
  return { detail, mends: [] }
}

/** The faults that options can fix: numbers in another notation, or numbers that a double cannot hold. */
export function notationFault(
  column: TextColumn,
  notation: Notation,
  ways: string,
): TextFault | null {
  const read = numberReader(notation)
  const texts = countTexts(column)
  const strays = texts.filter(({ text }) => read(text) === null)
  if (strays.length === 0) return column.mayBeNumbers ? notOneKind(texts, read, ways) : null

  const others = otherNotations(texts, notation)
  const [best] = others
  if (!best || !isMost(texts.filter(best.reads), texts)) return null
  const cured = strays.filter(best.reads)
  const rest = strays.filter((stray) => !best.reads(stray))
  const also =
    rest.length === 0
      ? ''
      : `, and texts that are not numbers in ${countRows(rest)} (${list(rest)})`
  const options = others.map(({ options }) => asMembers(options)).join(', or ')
  const how = column.mayBeNumbers ? `give ${options}` : 'store them as numbers'
  const detail =
    `has numbers in another notation in ${countRows(cured)} of ${describeCount(texts)}, ` +
    `first ${place(findFirst(cured))}${also}: ${how}; or ${ways}`
  return { detail, mends: column.mayBeNumbers ? others.map(({ options }) => options) : [] }
}

/** Explains why texts that are all numbers still do not form a column of numbers. */
function notOneKind(texts: CountedText[], read: ReadNumber, ways: string): TextFault | null {
  const inexact = texts.filter(({ text }) => isInexactInteger(read(text)!.text))
  if (inexact.length > 0) {
    const detail = `has the integer ${place(findFirst(inexact))}, which is beyond 2^53, so training cannot hold it exactly: ${ways}`
    return { detail, mends: [] }
  }
  const readUnit = ({ text }: CountedText) => read(text)!.unit
  const withUnit = texts.filter((text) => readUnit(text) !== null)
  const other = withUnit.find((text) => readUnit(text) !== readUnit(withUnit[0]!))
  if (!other) return null
  const detail = `has numbers in two units, ${place(withUnit[0]!)} and ${place(other)}: write them in one, or ${ways}`
  return { detail, mends: [] }
}

function isMost(part: readonly CountedText[], whole: readonly CountedText[]): boolean {
  return 2 * countRows(part) >= countRows(whole) || 2 * part.length >= whole.length
}

function describeCount(texts: readonly CountedText[]): string {
  const rows = countRows(texts)
  return rows === 1 ? '1 row' : `${rows} rows`
}

function findFirst(texts: readonly CountedText[]): CountedText {
  return texts.reduce((a, b) => (b.firstRow < a.firstRow ? b : a))
}

function place({ text, firstRow }: CountedText): string {
  return `'${text}' in row ${firstRow + 1}`
}

function list(texts: readonly CountedText[]): string {
  const shown = texts
    .slice(0, textsShown)
    .map(({ text, rows }) => `'${text}' ${rows === 1 ? 'once' : `${rows} times`}`)
  return `${shown.join(', ')}${texts.length > textsShown ? ', …' : ''}`
}

/** The first text that is not a number, or the first text if all are numbers; rows count from 1. */
export function firstText(
  { levels, codes }: TextColumn,
  notation: Notation,
): { text: string; row: number } {
  const read = numberReader(notation)
  const isNumber = levels.map((level) => read(level) !== null)
  const row = codes.findIndex((code) => code >= 0 && !isNumber[code])
  const shown = row < 0 ? codes.findIndex((code) => code >= 0) : row
  return { text: levels[codes[shown]!]!, row: shown + 1 }
}
