/** The inverse of every transform of data/prepare/target/, by its name. */
import type { FittedTransform } from '../../data/prepare/target/index.ts'
import { boxCox } from './box-cox.ts'
import type { TargetInverse } from './inverse.ts'
import { log } from './log.ts'
import { quantile } from './quantile.ts'

type Inverses = {
  [Name in FittedTransform['type']]: TargetInverse<
    Omit<Extract<FittedTransform, { type: Name }>, 'type'>
  >
}

const inverses: Inverses = { log, boxCox, quantile }

export function findInverse(type: FittedTransform['type']): TargetInverse<unknown> {
  return inverses[type] as TargetInverse<unknown>
}
