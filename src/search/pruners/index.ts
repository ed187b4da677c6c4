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

/** Every pruner: a new one is a file and a line here. API schema, docs and contract tests are built from this. */
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

type PrunerName = keyof typeof pruners

/** Of a study that names none. */
export const defaultPruner: PrunerName = 'none'

/** A study's `pruner`. */
export type PrunerSpec = { type: PrunerName } & Record<string, unknown>
export const PrunerSpec = taggedUnion<PrunerSpec>('pruner', pruners)
