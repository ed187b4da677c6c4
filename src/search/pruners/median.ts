/**
 * Median stopping: `percentile` at 50.
 *
 * @see Golovin et al. 2017, "Google Vizier", KDD, §3.2.2
 */
import { z } from 'zod'
import { marginDetails } from '../early-stopping/margin.ts'
import { definePruner } from '../pruner.ts'
import { startup, stopBelow } from './percentile.ts'

export const median = definePruner({
  summary: 'Stops trials worse than the median at their step',
  endsWhen:
    'its best value so far is worse than the median of the values of complete trials at that step',
  source: 'Golovin et al. 2017',
  details: marginDetails,
  options: z.strictObject(startup),
  usesPeers: true,
  judge: (context, options) => stopBelow(context, { pruner: 'median', percentile: 50, ...options }),
})
