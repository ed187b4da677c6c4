/** What is written behind an option, as the value that a command takes. */
import { InvalidArgumentError } from 'commander'
import { decimalOf } from '../decimal.ts'

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A number from 1 is needed.')
  return Number(text)
}

/** From 0, as trials are counted. */
export function trialNumber(text: string): number {
  if (!/^\d+$/.test(text))
    throw new InvalidArgumentError('The number of a trial is needed, from 0.')
  return Number(text)
}

export function wholeNumbers(text: string): number[] {
  return list(text).map(wholeNumber)
}

export function decimal(text: string): number {
  const value = decimalOf(text)
  if (value === null) throw new InvalidArgumentError('A number such as 0.2 is needed.')
  return value
}

export function list(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}
