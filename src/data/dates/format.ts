/**
 * Reads dates and times from texts, in formats such as `dd.MM.yyyy HH:mm`, with the letters of Unicode date patterns.
 * Parts in brackets are optional. A blank matches any blanks, or the T of ISO 8601. Letters between apostrophes are
 * literal.
 *
 * This is our own code because a column may hold millions of texts, and libraries take twenty times as long for each.
 *
 * @see Unicode Technical Standard #35, Part 4, "Date Format Patterns"
 */
import { findMonth, monthPattern } from './months.ts'

/** A moment in ms since 1970 in UTC. A text without an offset is read as UTC. */
export interface Moment {
  ms: number
  hasOffset: boolean
}

/** Reads a date; returns null if the text does not match the format or is not a real date, such as 30 February. */
export type DateReader = (text: string) => Moment | null

type Field =
  | (
      | 'year'
      | 'quarter'
      | 'month'
      | 'week'
      | 'day'
      | 'hour'
      | 'hour12'
      | 'minute'
      | 'second'
      | 'fraction'
    )
  | ('half' | 'offset' | 'unixSeconds' | 'unixMs' | 'weekday' | 'zone')
type Fields = Partial<Record<Field, number>>

interface Token {
  field: Field
  pattern: string
  read(text: string): number
}

const dayMs = 86_400_000

const weekday = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*'
const offset = '(?:Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)'
const ordinal = '(?:(?<=\\d)(?:st|nd|rd|th))?' // 22nd
const one = '\\d{1,2}'
const two = '\\d{2}'

/** Tokens by their letters; the longest match wins. */
const tokens: Readonly<Record<string, Token>> = {
  yyyy: { field: 'year', pattern: '\\d{4}', read: Number },
  yy: {
    field: 'year',
    pattern: two,
    read: (text) => Number(text) + (Number(text) < 69 ? 2000 : 1900),
  },
  MMMM: { field: 'month', pattern: monthPattern, read: findMonth },
  MMM: { field: 'month', pattern: monthPattern, read: findMonth },
  MM: { field: 'month', pattern: two, read: Number },
  M: { field: 'month', pattern: one, read: Number },
  Q: { field: 'quarter', pattern: '[1-4]', read: Number },
  ww: { field: 'week', pattern: two, read: Number },
  dd: { field: 'day', pattern: two, read: Number },
  d: { field: 'day', pattern: one, read: Number },
  EEEE: { field: 'weekday', pattern: weekday, read: () => 0 },
  EEE: { field: 'weekday', pattern: weekday, read: () => 0 },
  HH: { field: 'hour', pattern: two, read: Number },
  H: { field: 'hour', pattern: one, read: Number },
  hh: { field: 'hour12', pattern: two, read: Number },
  h: { field: 'hour12', pattern: one, read: Number },
  mm: { field: 'minute', pattern: two, read: Number },
  ss: { field: 'second', pattern: two, read: Number },
  S: { field: 'fraction', pattern: '\\d{1,9}', read: (text) => Number(`0.${text}`) },
  a: { field: 'half', pattern: '[ap]\\.?m\\.?', read: (text) => (/^p/i.test(text) ? 12 : 0) },
  Z: { field: 'offset', pattern: offset, read: parseOffset },
  VV: { field: 'zone', pattern: '[A-Za-z_]+(?:/[A-Za-z_+-]+)*', read: () => 0 },
  zzzz: { field: 'zone', pattern: '[^()]+', read: () => 0 },
  X: { field: 'unixSeconds', pattern: '-?\\d+(?:\\.\\d+)?', read: Number },
  x: { field: 'unixMs', pattern: '-?\\d+(?:\\.\\d+)?', read: Number },
}

const piece =
  /'(?<quoted>[^']*)'|(?<letters>([A-Za-z])\3*)|(?<bracket>[[\]])|(?<blank>\s+)|(?<other>.)/gs

/** The common forms of ISO 8601. */
export const isoFormat = 'yyyy-M-d[ H:mm[:ss[.S]][ ][Z]]'
const readIso = dateReader(isoFormat)

/** Describes the fault of a format; null if it is valid. */
export function formatFault(format: string): string | null {
  const letters = [...format.matchAll(piece)].flatMap(({ groups }) => groups?.letters ?? [])
  const unknown = letters.find((letter) => letter !== 'T' && !findToken(letter))
  if (unknown) {
    return `'${unknown}' is not one of ${Object.keys(tokens).join(' ')}; put literal letters between apostrophes`
  }
  const brackets = format.replace(/'[^']*'|[^[\]]/g, '')
  if (/^\]|\[$/.test(brackets) || brackets.split('[').length !== brackets.split(']').length) {
    return 'brackets are not closed'
  }
  const fields = new Set(letters.flatMap((letter) => findToken(letter)?.field ?? []))
  const isDate = fields.has('year') || fields.has('unixSeconds') || fields.has('unixMs')
  return isDate || fields.has('hour') || fields.has('hour12')
    ? null
    : 'a year (yyyy), an hour (HH) or Unix time (X, x) is needed'
}

/** @throws TypeError for a format with a fault */
export function dateReader(format: string): DateReader {
  const fault = formatFault(format)
  if (fault) throw new TypeError(`date format '${format}': ${fault}`)
  const found: Token[] = []
  let source = ''
  for (const { groups = {} } of format.matchAll(piece)) {
    const { quoted, letters, bracket, blank, other } = groups
    const token = letters === undefined ? undefined : findToken(letters)
    if (token) {
      found.push(token)
      source += `(${token.pattern})${token.field === 'day' ? ordinal : ''}`
    } else if (bracket) source += bracket === '[' ? '(?:' : ')?'
    else if (blank) source += '(?:\\s+|\\s*T\\s*)'
    else source += literally(quoted ?? letters ?? other ?? '')
  }
  const pattern = new RegExp(`^${source}$`, 'i')
  return (text) => {
    const match = pattern.exec(text)
    if (!match) return null
    const fields: Fields = {}
    for (const [index, { field, read }] of found.entries()) {
      const part = match[index + 1]
      if (part !== undefined) fields[field] = read(part)
    }
    return toMoment(fields)
  }
}

/** Reads a format and also ISO 8601, which is never ambiguous. */
export function dateOrIsoReader(format: string): DateReader {
  const read = dateReader(format)
  return (text) => read(text) ?? readIso(text)
}

/** Formats a moment as `2024-02-29`, or as `2024-02-29T13:45:00` if it has a time of day. */
export function isoText(ms: number): string {
  const text = new Date(ms).toISOString()
  if (ms % dayMs === 0) return text.slice(0, 10)
  return ms % 1000 === 0 ? text.slice(0, 19) : text.slice(0, 23)
}

function toMoment(fields: Fields): Moment | null {
  const { year = 1970, quarter = 1, minute = 0, second = 0, fraction = 0 } = fields
  const { month = 3 * quarter - 2, day = 1, week } = fields
  const { hour12, half = 0, offset, unixSeconds, unixMs } = fields
  if (unixMs !== undefined) return { ms: unixMs, hasOffset: true }
  if (unixSeconds !== undefined) return { ms: unixSeconds * 1000, hasOffset: true }
  if (hour12 !== undefined && (hour12 < 1 || hour12 > 12)) return null
  const hour = hour12 === undefined ? (fields.hour ?? 0) : (hour12 % 12) + half
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second > 59) return null
  if (hour === 24 && minute + second + fraction > 0) return null // 24:00 is the end of a day
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1) return null // the month has fewer days
  const time = ((hour * 60 + minute - (offset ?? 0)) * 60 + second + fraction) * 1000
  const start = week === undefined ? date.getTime() : findMonday(year, week)
  return start === null ? null : { ms: start + time, hasOffset: offset !== undefined }
}

/** Monday of an ISO 8601 week in ms since 1970; week 1 contains 4 January. Null if the year has no such week. */
function findMonday(year: number, week: number): number | null {
  const fourth = new Date(Date.UTC(year, 0, 4))
  const monday = fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * dayMs
  const thursday = new Date(monday + 3 * dayMs)
  return thursday.getUTCFullYear() === year ? monday : null
}

function findToken(letters: string): Token | undefined {
  return /^S+$/.test(letters) ? tokens.S : tokens[letters]
}

/** Offset from UTC in minutes. */
function parseOffset(text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return match[1] === '-' ? -minutes : minutes
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
