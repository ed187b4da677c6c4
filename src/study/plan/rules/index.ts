/** The rules of a planned study, in the order in which they choose: later ones see what earlier ones chose. */
import type { Rule } from '../rule.ts'
import { usableData } from '../usable-data.ts'
import { averaging } from './averaging.ts'
import { batchSize } from './batch-size.ts'
import { encoding } from './encoding.ts'
import { ensemble } from './ensemble.ts'
import { epochs } from './epochs.ts'
import { finalists } from './finalists.ts'
import { layers } from './layers.ts'
import { loss } from './loss.ts'
import { objective } from './objective.ts'
import { optimizer } from './optimizer.ts'
import { orders } from './orders.ts'
import { pruner } from './pruner.ts'
import { sampler } from './sampler.ts'
import { target } from './target.ts'
import { validation } from './validation.ts'

export const rules = {
  data: usableData,
  objective,
  encoding,
  orders,
  target,
  loss,
  optimizer,
  averaging,
  batchSize,
  layers,
  validation,
  epochs,
  sampler,
  pruner,
  finalists,
  ensemble,
} as const satisfies Record<string, Rule>
