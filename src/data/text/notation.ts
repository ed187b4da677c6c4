import { z } from 'zod'
import { type Fault, Problem } from '../../errors.ts'
import { isInexactInteger, isNumberText } from './number-text.ts'

/** Options for how a file writes its numbers. */
export const notationOptions = {
  decimal: z.enum(['.', ',']).default('.').describe('the decimal mark'),
  thousands: z
    .enum(['none', ',', '.', ' ', "'", '_'])
    .default('none')
    .describe('the digit group separator, as in 1,200.50'),
  units: z
    .array(z.string().regex(/^[^\d\s.,+-]([^\d]*[^\d\s,+-])?$/, 'expected a text without digits'))
    .max(50)
    .default([])
    .describe('signs to remove before or after numbers, such as `["$", "%", "kg"]`'),
  accounting: z.boolean().default(false).describe('read `(5)` and `5-` as −5'),
}

const Notation = z.object(notationOptions)
export type Notation = z.infer<typeof Notation>

/** Numbers as programming languages write them. */
export const plainNotation: Notation = Notation.parse({})

/** @throws Problem 'invalid-dataset' if one mark would mean two things */
export function checkNotation({ decimal, thousands }: Notation): void {
  if (decimal !== thousands) return
  const faults: Fault[] = [
    { pointer: '/spec/thousands', detail: `'${decimal}' is already the decimal mark` },
  ]
  throw new Problem('invalid-dataset', 'The spec contradicts itself.', faults)
}

/** A number as programming languages write it, and the unit written next to it. */
export interface PlainNumber {
  text: string
  unit: string | null
}

/** Parses a number in a notation; returns null if the text is not a finite number. */
export type ReadNumber = (text: string) => PlainNumber | null

const minuses = /−|^–(?=[\d.,])/ // the minus sign, and the dash that word processors put before a number

export function numberReader({ decimal, thousands, units, accounting }: Notation): ReadNumber {
  const number = digitsPattern(decimal, thousands)
  const group = groupMarks(thousands)
  const strip = unitStripper(units)
  return (text) => {
    const plain = text.replace(minuses, '-')
    if (isNumberText(plain) && (decimal === '.' || !plain.includes('.'))) {
      return { text: plain, unit: null }
    }
    const signed = splitSign(plain.trim(), accounting)
    const { rest, unit } = strip(signed.rest)
    const inner = signed.sign === '' && unit !== null ? splitSign(rest, false) : { sign: '', rest }
    if (!number.test(inner.rest)) return null
    const digits = (group ? inner.rest.replace(group, '') : inner.rest).replace(decimal, '.')
    const found = `${signed.sign}${inner.sign}${digits}`
    return isNumberText(found) ? { text: found, unit } : null
  }
}

/**
 * Parses distinct texts as numbers. Returns null if one of them is not a number, cannot be held exactly by a double, or
 * has a different unit than the others.
 */
export function readNumbers(texts: readonly string[], read: ReadNumber): number[] | null {
  const units = new Set<string>()
  const numbers: number[] = []
  for (const text of texts) {
    const number = read(text)
    if (!number || isInexactInteger(number.text)) return null
    if (number.unit !== null) units.add(number.unit)
    if (units.size > 1) return null
    numbers.push(Number(number.text))
  }
  return numbers
}

/** Pattern of unsigned numbers: 1200.5, 1,200.5, and 1,20,000.5 as written in India. */
function digitsPattern(decimal: Notation['decimal'], thousands: Notation['thousands']): RegExp {
  const mark = `\\${decimal}`
  const group = groupMarks(thousands)?.source
  const inner = thousands === ',' ? '\\d{2,3}' : '\\d{3}'
  const whole = group ? `(?:\\d+|\\d{1,3}(?:${group}${inner})*${group}\\d{3})` : '\\d+'
  return new RegExp(`^(?:${whole}(?:${mark}\\d*)?|${mark}\\d+)(?:e[+-]?\\d+)?$`, 'i')
}

/** Pattern of the characters used as a group mark: Unicode has several blanks and two apostrophes. */
function groupMarks(thousands: Notation['thousands']): RegExp | null {
  if (thousands === 'none') return null
  if (thousands === ' ') return /[ \u00a0\u2009\u202f]/g
  return thousands === "'" ? /['’]/g : new RegExp(`\\${thousands}`, 'g')
}

function splitSign(text: string, accounting: boolean): { sign: string; rest: string } {
  const first = text[0]
  if (first === '-' || first === '+') {
    return { sign: first === '-' ? '-' : '', rest: text.slice(1).trim() }
  }
  if (accounting && /^\(.*\)$/.test(text)) return { sign: '-', rest: text.slice(1, -1).trim() }
  if (accounting && text.endsWith('-')) return { sign: '-', rest: text.slice(0, -1).trim() }
  return { sign: '', rest: text }
}

function unitStripper(
  units: readonly string[],
): (text: string) => { rest: string; unit: string | null } {
  const longestFirst = [...units].sort((a, b) => b.length - a.length)
  return (text) => {
    for (const unit of longestFirst) {
      if (text.startsWith(unit)) return { rest: text.slice(unit.length).trim(), unit }
      if (text.endsWith(unit)) return { rest: text.slice(0, -unit.length).trim(), unit }
    }
    return { rest: text, unit: null }
  }
}
