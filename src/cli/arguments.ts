/** Parsers for option values. */
import { InvalidArgumentError } from 'commander'
import { parseDecimal } from '../decimal.ts'

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Must be a whole number, 1 or more.')
  return Number(text)
}

/** Trial numbers start at 0. */
export function trialNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Must be a trial number, 0 or more.')
  return Number(text)
}

export function wholeNumbers(text: string): number[] {
  return list(text).map(wholeNumber)
}

export function decimal(text: string): number {
  const value = parseDecimal(text)
  if (value === null) throw new InvalidArgumentError('Must be a number such as 0.2.')
  return value
}

export function list(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}
