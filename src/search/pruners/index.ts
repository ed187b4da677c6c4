import type { z } from 'zod'
import type { Pruner } from '../pruner.ts'
import { taggedOptions } from '../tagged-options.ts'
import { none } from './none.ts'
import { median, percentile } from './percentile.ts'
import { asha } from './successive-halving.ts'

/** API schema, CLI help, docs page and contract tests are all built from this. */
export const pruners = { none, median, percentile, asha } as const satisfies Record<string, Pruner>

export type PrunerName = keyof typeof pruners

/** A study's `pruner`. */
export const PrunerSpec = taggedOptions<PrunerName>(pruners)
export type PrunerSpec = z.infer<typeof PrunerSpec>
