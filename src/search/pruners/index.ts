import { taggedUnion } from '../../tagged-union.ts'
import type { Pruner } from '../pruner.ts'
import { asha } from './asha.ts'
import { curve } from './curve.ts'
import { hyperband } from './hyperband.ts'
import { median } from './median.ts'
import { none } from './none.ts'
import { patient } from './patient.ts'
import { percentile } from './percentile.ts'
import { threshold } from './threshold.ts'
import { wilcoxon } from './wilcoxon.ts'

/** API schema, CLI help, docs page and contract tests are all built from this. */
export const pruners = {
  none,
  median,
  percentile,
  asha,
  hyperband,
  patient,
  threshold,
  wilcoxon,
  curve,
} as const satisfies Record<string, Pruner>

export type PrunerName = keyof typeof pruners

/** A study's `pruner`. */
export type PrunerSpec = { type: PrunerName } & Record<string, unknown>
export const PrunerSpec = taggedUnion<PrunerSpec>('pruner', pruners)
