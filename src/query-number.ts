import { z } from 'zod'
import { parseDecimal } from './decimal.ts'

/**
 * Parses a number in a query, path or header, written as in JSON; rejects `0x10`, the empty text and blanks.
 *
 * @param number  schema of the number, with its default
 */
export function queryNumber<T extends z.ZodType>(number: T) {
  return z.preprocess((text, context) => {
    if (typeof text !== 'string') return text
    const value = parseDecimal(text)
    if (value !== null) return value
    const message = `${JSON.stringify(text.slice(0, 50))} is not a decimal number`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }, number)
}
