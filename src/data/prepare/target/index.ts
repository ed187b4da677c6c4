/** Registers every transform of a regression's target: a new one needs a file, a line here, and its inverse in the engine. */
import { boxCox } from './box-cox.ts'
import { log } from './log.ts'
import { quantile } from './quantile.ts'
import type { TargetTransform } from './transform.ts'

export const targetTransforms = { log, boxCox, quantile } as const

type Transforms = typeof targetTransforms

/** A fitted transform, plain JSON: `{"type": "log", "unit": 2.1, "scale": 0.4}`. */
export type FittedTransform = {
  [Name in keyof Transforms]: { type: Name } & ReturnType<Transforms[Name]['fit']>['fitted']
}[keyof Transforms]

const registry = targetTransforms as unknown as Record<string, TargetTransform<object>>

/** Null for targets that are learned as they are, standardised. */
export function findTransform(name: string): TargetTransform<object> | null {
  return registry[name] ?? null
}

/** y, which the network learns, from `own`: see `FittedTarget`. */
export function transformed(transform: FittedTransform | undefined, own: number): number {
  return transform ? registry[transform.type]!.apply(transform, own) : own
}

/** ln of the derivative of `transformed`. */
export function logSlope(transform: FittedTransform | undefined, own: number): number {
  return transform ? registry[transform.type]!.logSlope(transform, own) : 0
}
