import { z } from 'zod'
import { parseDecimal } from './decimal.ts'

/**
 * A number of a query, path or header, which are texts: written as in JSON. `0x10`, an empty text and blanks are none.
 *
 * @param number  what it must be, with its default
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
