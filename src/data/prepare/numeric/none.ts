/** The number itself. */
import { z } from 'zod'
import { defineEncoding, oneInput } from './encoding.ts'

export const none = defineEncoding({
  summary: 'the number as it is',
  options: z.strictObject({}),
  ...oneInput,
  fit: () => ({}),
  encode(_, value, into, at) {
    into[at] = value
  },
})
