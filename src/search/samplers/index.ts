import { taggedUnion } from '../../tagged-union.ts'
import type { Sampler } from '../sampler.ts'
import { auto } from './auto.ts'
import { bohb } from './bohb.ts'
import { cmaes } from './cmaes.ts'
import { gp } from './gp.ts'
import { grid } from './grid.ts'
import { nsga2 } from './nsga2.ts'
import { pbt } from './pbt.ts'
import { random } from './random.ts'
import { sobol } from './sobol.ts'
import { tpe } from './tpe.ts'

/** The registry of samplers: add a file and a line here. API schema, docs and contract tests are built from it. */
export const samplers = {
  auto,
  random,
  sobol,
  grid,
  tpe,
  gp,
  cmaes,
  nsga2,
  bohb,
  pbt,
} as const satisfies Record<string, Sampler>

type SamplerName = keyof typeof samplers

/** The default sampler of a study. */
export const defaultSampler: SamplerName = 'auto'

/** The schema of a study's `sampler`. */
export type SamplerSpec = { type: SamplerName } & Record<string, unknown>
export const SamplerSpec = taggedUnion<SamplerSpec>('sampler', samplers)
