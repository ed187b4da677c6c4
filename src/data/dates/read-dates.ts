import type { TextColumn } from '../dataset.ts'
import { type CountedText, countRows, countTexts } from '../text/counted-texts.ts'
import { figuresFormat } from './figures.ts'
import { dateReader } from './format.ts'
import { guessFormats, simplestFormat } from './guess-format.ts'

/** A column of dates: ms since 1970 in UTC, NaN for missing, and how its texts are written. */
export interface Dates {
  format: string
  values: Float64Array // [rows]
}

const shown = 3

/**
 * The dates of a column that is said to hold some, or what is wrong with it.
 *
 * @param format  null: one that is known is found
 */
export function readDates(column: TextColumn, format: string | null): Dates | string {
  const texts = countTexts(column)
  const formats = format === null ? guessAll(texts) : [format]
  const figures = formats.length > 0 ? null : figuresFormat(texts.map(({ text }) => text))
  if (figures !== null) return parseDates(column, texts, figures)
  const [only, ...more] = formats
  if (only === undefined) {
    return `has no dates in a format that is known, such as ${list(texts)}: give "datetime": {${member(column, 'dd.MM.yyyy HH:mm')}} with its own format`
  }
  if (more.length > 0) return ambiguity(column, formats, texts)
  return parseDates(column, texts, only)
}

/**
 * The dates of a column of which nobody said what it holds: null where half of its rows and half of its texts are
 * none. Dates among other texts, and an unclear order of day and month, are faults.
 */
export function findDates(column: TextColumn): Dates | string | null {
  const texts = countTexts(column)
  const [format, ...more] = guessAll(texts)
  if (format === undefined) return null
  if (more.length > 0) return ambiguity(column, [format, ...more], texts)
  return parseDates(column, texts, format)
}

function parseDates(column: TextColumn, texts: CountedText[], format: string): Dates | string {
  const { levels, codes } = column
  const moments = levels.map(dateReader(format))
  if (moments.includes(null)) {
    const isStray = new Set(levels.filter((_, code) => moments[code] === null))
    const strays = texts.filter(({ text }) => isStray.has(text))
    const first = strays.reduce((a, b) => (b.firstRow < a.firstRow ? b : a))
    if (2 * countRows(strays) > countRows(texts)) {
      return `has no dates of the format ${format} in ${countRows(strays)} of ${countRows(texts)} rows, first '${first.text}' in row ${first.firstRow + 1}: correct the format`
    }
    return (
      `has dates (${format}) in ${countRows(texts) - countRows(strays)} rows and other texts in ${countRows(strays)} (${list(strays)}), ` +
      `first '${first.text}' in row ${first.firstRow + 1}: if they mean "missing", give "missing": ${JSON.stringify([first.text])}`
    )
  }
  const withOffset = moments.findIndex((moment) => moment?.hasOffset === true)
  const without = moments.findIndex((moment) => moment?.hasOffset === false)
  if (withOffset >= 0 && without >= 0) {
    return `has times with an offset from UTC, such as '${levels[withOffset]}', and without, such as '${levels[without]}'`
  }
  return { format, values: Float64Array.from(codes, (code) => moments[code]?.ms ?? Number.NaN) }
}

function guessAll(texts: readonly CountedText[]): string[] {
  return guessFormats(texts.map(({ text }) => text))
}

function ambiguity(column: TextColumn, formats: string[], texts: CountedText[]): string {
  const all = texts.map(({ text }) => text)
  const members = formats.map((format) => `{${member(column, simplestFormat(format, all))}}`)
  return `has dates whose order of day, month and year is not clear, such as ${list(texts)}: give "datetime": ${members.join(' or ')}`
}

function member({ name }: TextColumn, format: string): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(format)}`
}

function list(texts: readonly CountedText[]): string {
  const first = texts.slice(0, shown).map(({ text }) => `'${text}'`)
  return `${first.join(', ')}${texts.length > shown ? ', …' : ''}`
}
