import { z } from 'zod'
import { definePruner } from '../pruner.ts'

export const none = definePruner({
  summary: 'Every trial runs to its end',
  endsWhen: 'it is complete',
  source: null,
  options: z.strictObject({}),
  usesPeers: false,
  stops: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  judge: () => false,
})
