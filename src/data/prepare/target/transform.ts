/**
 * Defines a transform of a regression's target: what the network learns instead of the target itself. Everything is in
 * terms of `own` = (target − mean) / deviation, so that no unit is too large or too small for float32.
 */

/** `Fitted` is plain JSON, which is stored with the model; the engine inverts it (engine/targets/). */
export interface TargetTransform<Fitted extends object> {
  summary: string
  /** Only targets above 0 can be transformed. */
  needsPositive: boolean
  /**
   * @param values     targets of the training rows, not all equal
   * @param deviation  standard deviation of `values`
   * @returns          `mean` is the target that becomes 0
   */
  fit(values: Float64Array, deviation: number): { mean: number; fitted: Fitted }
  /** y, which the network learns; has mean 0 and deviation 1 over the training rows. */
  apply(fitted: Fitted, own: number): number
  /** ln of the derivative of `apply`, which turns densities of y into those of `own`. */
  logSlope(fitted: Fitted, own: number): number
}

export function defineTransform<Fitted extends object>(
  transform: TargetTransform<Fitted>,
): TargetTransform<Fitted> {
  return transform
}
