/** What clients tell of trials that they train. */
import { z } from 'zod'
import { ResultState } from '../../search/trial.ts'
import { maxInt } from './common.ts'

const clientId = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('who tells: refused when another client has the trial by now')

/** More objectives than a study can have are told apart from a wrong number of them. */
const Values = <T extends z.ZodType>(value: T) =>
  z.array(value).min(1).max(8).describe('one for each objective')

export const Report = z
  .strictObject({
    clientId,
    step: z
      .int()
      .min(1)
      .max(maxInt)
      .describe('steps may be left out, come late, and be told again'),
    value: z
      .number()
      .nullable()
      .optional()
      .describe('of the first objective; null: not a finite number'),
    values: Values(z.number().nullable()).optional(),
  })
  .superRefine(({ value, values }, { addIssue }) => {
    if (value === undefined && values === undefined) {
      const message = 'missing: a finite number, or null for one that is not finite'
      addIssue({ code: 'custom', path: ['value'], message })
    }
    if (value !== undefined && values !== undefined) {
      addIssue({ code: 'custom', path: ['values'], message: '`value` is given too' })
    }
  })

/** Complete with its value or values, or ended without. */
export const End = z
  .strictObject({
    clientId,
    state: z
      .enum([...ResultState.options, 'infeasible'])
      .default('complete')
      .describe('infeasible: failed, because no such trial can be trained'),
    value: z.number().optional().describe('of the only objective'),
    values: Values(z.number()).optional(),
    constraints: z
      .array(z.number())
      .min(1)
      .max(16)
      .optional()
      .describe('of a complete trial, one for each outcome constraint: above 0, it is violated'),
    reason: z.string().min(1).max(1_000).optional().describe('why it failed or was pruned'),
  })
  .superRefine(({ state, value, values, constraints, reason }, { addIssue }) => {
    const fault = (field: string, message: string) =>
      addIssue({ code: 'custom', path: [field], message })
    const isComplete = state === 'complete'
    const article = state === 'infeasible' ? 'an' : 'a'
    if (!isComplete && value !== undefined) fault('value', `${article} ${state} trial has no value`)
    if (!isComplete && values !== undefined) {
      fault('values', `${article} ${state} trial has no values`)
    }
    if (!isComplete && constraints !== undefined) {
      fault('constraints', `${article} ${state} trial has no constraints`)
    }
    if (isComplete && reason !== undefined) fault('reason', 'a complete trial has no reason')
    if (isComplete && value !== undefined && values !== undefined) {
      fault('values', '`value` is given too')
    }
    if (isComplete && value === undefined && values === undefined) {
      fault('value', 'missing: a finite number is needed')
    }
  })
