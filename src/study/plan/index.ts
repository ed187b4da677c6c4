/** The rules of a planned study, in the order in which they choose: later ones see what earlier ones chose. */
import type { Rule } from './rule.ts'
import { averaging } from './rules/averaging.ts'
import { batchSize } from './rules/batch-size.ts'
import { encoding } from './rules/encoding.ts'
import { ensemble } from './rules/ensemble.ts'
import { epochs } from './rules/epochs.ts'
import { finalists } from './rules/finalists.ts'
import { layers } from './rules/layers.ts'
import { loss } from './rules/loss.ts'
import { objective } from './rules/objective.ts'
import { optimizer } from './rules/optimizer.ts'
import { pruner } from './rules/pruner.ts'
import { sampler } from './rules/sampler.ts'
import { target } from './rules/target.ts'
import { validation } from './rules/validation.ts'
import { usableData } from './usable-data.ts'

export const rules = {
  data: usableData,
  objective,
  encoding,
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
