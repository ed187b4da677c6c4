/** Estimates the sizes of a space's networks and their training time. */
import { z } from 'zod'
import { countFolds, type ValidationSpec } from '../data/split/validation.ts'
import type { DatasetSummary } from '../data/summary.ts'
import { instantiate } from '../search/space/instantiate.ts'
import type { Params } from '../search/space/params.ts'
import { probeAssignments } from '../search/space/probe.ts'
import type { SearchSpace } from '../search/space/space.ts'
import { ParamsAnswer } from './answers/trial-answer.ts'
import { checkTrialSpec } from './check/check-trial-spec.ts'
import { estimateSeconds, estimateWork, type Speed } from './training-time.ts'

const NetworkSize = z.strictObject({
  params: ParamsAnswer,
  parameterCount: z.int(),
  memoryBytes: z.number().describe('estimated memory for training one trial, in bytes'),
  seconds: z
    .number()
    .nullable()
    .describe(
      'estimated seconds, based on trials that this server has trained; null until it has trained some',
    ),
})
type NetworkSize = z.infer<typeof NetworkSize>

export const NetworkSizes = z.strictObject({
  smallest: NetworkSize,
  median: NetworkSize,
  largest: NetworkSize,
})
export type NetworkSizes = z.infer<typeof NetworkSizes>

interface Setting {
  data: DatasetSummary
  speed: Speed | null
  validation: ValidationSpec
}

/** By parameter count, over a few hundred probes that reach every bound; null if no network can be built. */
export function networkSizes(space: SearchSpace, setting: Setting): NetworkSizes | null {
  const sizes = probeAssignments(space)
    .flatMap(({ params }) => measureNetwork(space, params, setting) ?? [])
    .sort((a, b) => a.parameterCount - b.parameterCount)
  const at = (share: number) => sizes[Math.round(share * (sizes.length - 1))]
  const [smallest, median, largest] = [at(0), at(0.5), at(1)]
  return smallest && median && largest ? { smallest, median, largest } : null
}

function measureNetwork(
  space: SearchSpace,
  params: Params,
  { data, speed, validation }: Setting,
): NetworkSize | null {
  const { spec } = instantiate(space, params)
  const { parameterCount, memoryBytes } = checkTrialSpec(spec, data)
  if (parameterCount === null || memoryBytes === null) return null
  const { epochs } = spec as { epochs: number }
  const work = estimateWork(spec, data, { validation, epochs })
  const seconds = speed && work ? estimateSeconds(speed, work) : null
  return { params, parameterCount, memoryBytes: memoryBytes * countFolds(validation), seconds }
}
