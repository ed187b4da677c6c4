/** Changes a number of a trial slightly, within its domain. */

import { type FloatDomain, type IntDomain, stepCount, stepValue } from './domain.ts'
import type { ParamValue } from './params.ts'

/** Multiplies a value and rounds to the nearest step, at least one step away; stays inside the bounds. */
export function perturbed(
  domain: FloatDomain | IntDomain,
  value: number,
  factor: number,
): ParamValue {
  const { low, high, step } = domain
  const product = value * factor
  if (step === null) return Math.min(high, Math.max(low, product))
  const from = Math.round((value - low) / step)
  const to = Math.round((product - low) / step)
  const isUp = product > value || (product === value && factor > 1)
  const moved = to === from ? from + (isUp ? 1 : -1) : to
  const last = stepCount({ low, high, step }) - 1
  return stepValue({ low, high, step }, Math.min(last, Math.max(0, moved)))
}
