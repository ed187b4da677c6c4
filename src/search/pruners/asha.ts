/** Asynchronous successive halving in one bracket. */
import { z } from 'zod'
import {
  rungDetails,
  rungOptions,
  rungSteps,
  stopAtRung,
} from '../early-stopping/successive-halving.ts'
import { definePruner } from '../pruner.ts'

export const asha = definePruner({
  summary: 'Asynchronous successive halving',
  endsWhen:
    'its best value so far is not among the best 1/η of those that reached the rung; rungs are at `minResource`, η · `minResource`, η² · …',
  source: 'Li et al. 2020; Schmucker et al. 2021',
  details: rungDetails,
  options: z.strictObject({
    minResource: z.int().min(1).default(1).describe('steps before the first rung'),
    reductionFactor: z.number().min(2).default(3).describe('η: one trial in η passes a rung'),
    ...rungOptions,
  }),
  usesPeers: true,
  maxObjectives: Number.POSITIVE_INFINITY,
  decidesAt: rungSteps,
  judge: (context, options) => stopAtRung(context, { pruner: 'asha', ...options }),
})
