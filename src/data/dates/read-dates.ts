import type { TextColumn } from '../dataset.ts'
import { type CountedText, countRows, countTexts } from '../text/counted-texts.ts'
import type { TextFault } from '../text/text-fault.ts'
import { figuresFormat } from './figures.ts'
import { dateReader } from './format.ts'
import { guessFormats, simplestFormat } from './guess-format.ts'

/** A column of dates: ms since 1970 in UTC, NaN for missing, and the format of its texts. */
export interface Dates {
  format: string
  values: Float64Array // [rows]
}

const shown = 3

/**
 * Reads a column that the spec lists as dates.
 *
 * @param format  null: detect a known format
 * @returns        the dates, or what is wrong with the column
 */
export function readDates(column: TextColumn, format: string | null): Dates | TextFault {
  const texts = countTexts(column)
  const formats = format === null ? guessAll(texts) : [format]
  const figures = formats.length > 0 ? null : figuresFormat(texts.map(({ text }) => text))
  if (figures !== null) return parseDates(column, texts, figures)
  const [only, ...more] = formats
  if (only === undefined) {
    const detail = `has no dates in a known format, only texts such as ${list(texts)}: give "datetime": {${member(column, 'dd.MM.yyyy HH:mm')}} with the format of the column`
    return { detail, mends: [] }
  }
  if (more.length > 0) return ambiguity(column, formats, texts)
  return parseDates(column, texts, only)
}

/**
 * Detects dates in a column that the spec does not describe. Returns null if at least half of its rows and half of its
 * texts are not dates. A mix of dates and other texts, and an ambiguous order of day and month, are faults.
 */
export function findDates(column: TextColumn): Dates | TextFault | null {
  const texts = countTexts(column)
  const [format, ...more] = guessAll(texts)
  if (format === undefined) return null
  if (more.length > 0) return ambiguity(column, [format, ...more], texts)
  return parseDates(column, texts, format)
}

function parseDates(column: TextColumn, texts: CountedText[], format: string): Dates | TextFault {
  const { levels, codes } = column
  const moments = levels.map(dateReader(format))
  if (moments.includes(null)) {
    const isStray = new Set(levels.filter((_, code) => moments[code] === null))
    const strays = texts.filter(({ text }) => isStray.has(text))
    const first = strays.reduce((a, b) => (b.firstRow < a.firstRow ? b : a))
    if (2 * countRows(strays) > countRows(texts)) {
      const detail = `has texts that do not match the format ${format} in ${countRows(strays)} of ${countRows(texts)} rows, first '${first.text}' in row ${first.firstRow + 1}: correct the format`
      return { detail, mends: [] }
    }
    const detail =
      `has dates (${format}) in ${countRows(texts) - countRows(strays)} rows and other texts in ${countRows(strays)} (${list(strays)}), ` +
      `first '${first.text}' in row ${first.firstRow + 1}: if they mean "missing", give "missing": ${JSON.stringify([first.text])}`
    return { detail, mends: [{ missing: [first.text] }] }
  }
  const withOffset = moments.findIndex((moment) => moment?.hasOffset === true)
  const without = moments.findIndex((moment) => moment?.hasOffset === false)
  if (withOffset >= 0 && without >= 0) {
    const detail = `has times with an offset from UTC, such as '${levels[withOffset]}', and times without one, such as '${levels[without]}': write all of them the same way`
    return { detail, mends: [] }
  }
  return { format, values: Float64Array.from(codes, (code) => moments[code]?.ms ?? Number.NaN) }
}

function guessAll(texts: readonly CountedText[]): string[] {
  return guessFormats(texts.map(({ text }) => text))
}

function ambiguity(column: TextColumn, formats: string[], texts: CountedText[]): TextFault {
  const all = texts.map(({ text }) => text)
  const simple = formats.map((format) => simplestFormat(format, all))
  const members = simple.map((format) => `{${member(column, format)}}`)
  const detail = `has dates whose order of day, month and year is ambiguous, such as ${list(texts)}: give "datetime": ${members.join(' or ')}`
  return { detail, mends: simple.map((format) => ({ datetime: { [column.name]: format } })) }
}

function member({ name }: TextColumn, format: string): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(format)}`
}

function list(texts: readonly CountedText[]): string {
  const first = texts.slice(0, shown).map(({ text }) => `'${text}'`)
  return `${first.join(', ')}${texts.length > shown ? ', …' : ''}`
}
