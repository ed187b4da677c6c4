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

/** The registry of pruners: add a file and a line here. API schema, docs and contract tests are built from it. */
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

/** The default pruner of a study. */
export const defaultPruner: PrunerName = 'none'

/** The schema of a study's `pruner`. */
export type PrunerSpec = { type: PrunerName } & Record<string, unknown>
export const PrunerSpec = taggedUnion<PrunerSpec>('pruner', pruners)
