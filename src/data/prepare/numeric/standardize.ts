/** (value − mean) / standard deviation. */
import { z } from 'zod'
import { computeMoments } from '../moments.ts'
import { defineEncoding, oneInput } from './encoding.ts'

export const standardize = defineEncoding({
  summary: '(value − mean) / standard deviation; not bounded',
  options: z.strictObject({}),
  ...oneInput,
  fit(values) {
    const { mean, deviation } = computeMoments(values)
    return { mean, deviation: deviation > 0 ? deviation : 1 }
  },
  encode({ mean, deviation }: { mean: number; deviation: number }, value, into, at) {
    into[at] = (value - mean) / deviation
  },
})
