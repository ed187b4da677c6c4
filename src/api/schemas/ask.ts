/** What clients report about trials that they train. */
import { z } from 'zod'
import { ResultState } from '../../search/trial.ts'
import { maxInt } from './common.ts'

const clientId = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('name of the client; the request is rejected if another client holds the trial')

/** The limit on the array is above the maximum number of objectives, so that a wrong count gets its own message. */
const Values = <T extends z.ZodType>(value: T) =>
  z.array(value).min(1).max(8).describe('values, one per objective')

export const Report = z
  .strictObject({
    clientId,
    step: z
      .int()
      .min(1)
      .max(maxInt)
      .describe(
        'step (epoch) of the value, from 1; steps may be skipped, arrive out of order or be reported again',
      ),
    value: z
      .number()
      .nullable()
      .optional()
      .describe('value of the first objective; null if it is not finite'),
    values: Values(z.number().nullable()).optional(),
  })
  .superRefine(({ value, values }, { addIssue }) => {
    if (value === undefined && values === undefined) {
      const message = 'is missing: give a finite number, or null if it is not finite'
      addIssue({ code: 'custom', path: ['value'], message })
    }
    if (value !== undefined && values !== undefined) {
      addIssue({
        code: 'custom',
        path: ['values'],
        message: 'give either `value` or `values`, not both',
      })
    }
  })

/** Complete with `value` or `values`, or ended without. */
export const End = z
  .strictObject({
    clientId,
    state: z
      .enum([...ResultState.options, 'infeasible'])
      .default('complete')
      .describe('final state; infeasible: failed because this configuration cannot be trained'),
    value: z.number().optional().describe('final value of a study with one objective'),
    values: Values(z.number()).optional(),
    constraints: z
      .array(z.number())
      .min(1)
      .max(16)
      .optional()
      .describe(
        'one number per outcome constraint of a complete trial; above 0, the constraint is violated',
      ),
    reason: z.string().min(1).max(1_000).optional().describe('why the trial failed or was pruned'),
  })
  .superRefine(({ state, value, values, constraints, reason }, { addIssue }) => {
    const fault = (field: string, message: string) =>
      addIssue({ code: 'custom', path: [field], message })
    const isComplete = state === 'complete'
    const article = state === 'infeasible' ? 'an' : 'a'
    if (!isComplete && value !== undefined)
      fault('value', `not allowed for ${article} ${state} trial`)
    if (!isComplete && values !== undefined) {
      fault('values', `not allowed for ${article} ${state} trial`)
    }
    if (!isComplete && constraints !== undefined) {
      fault('constraints', `not allowed for ${article} ${state} trial`)
    }
    if (isComplete && reason !== undefined) fault('reason', 'not allowed for a complete trial')
    if (isComplete && value !== undefined && values !== undefined) {
      fault('values', 'give either `value` or `values`, not both')
    }
    if (isComplete && value === undefined && values === undefined) {
      fault('value', 'is missing: give a finite number')
    }
  })
