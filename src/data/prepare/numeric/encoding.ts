/** Defines an encoding of numbers: how it is fitted to the training rows, and the inputs that a number becomes. */
import type { z } from 'zod'

/**
 * `Fitted` is plain JSON, which is stored with the model. `encode` is a pure function of it and a number, so that programs
 * in other languages can repeat it.
 */
export interface NumericEncoding<S extends z.ZodObject, Fitted extends object> {
  summary: string
  options: S
  /** The largest number of inputs that a column can get, known before the data are. */
  mostInputs(options: z.infer<S>): number
  /**
   * The number of inputs of a column.
   *
   * @param values  of the rows of all folds, so that the networks of all folds have one shape; at least one
   */
  countInputs(values: Float64Array, options: z.infer<S>): number
  /**
   * @param values  of the training rows, without missing ones; at least one
   * @param inputs  the result of `countInputs`
   */
  fit(values: Float64Array, options: z.infer<S>, inputs: number): Fitted
  /** Writes the inputs of a number into an encoded row of zeros, from place `at` on. */
  encode(fitted: Fitted, value: number, into: Float32Array, at: number): void
}

export function defineEncoding<S extends z.ZodObject, Fitted extends object>(
  encoding: NumericEncoding<S, Fitted>,
): NumericEncoding<S, Fitted> {
  return encoding
}

/** Counts of an encoding that makes one input of a number. */
export const oneInput = { mostInputs: () => 1, countInputs: () => 1 }
