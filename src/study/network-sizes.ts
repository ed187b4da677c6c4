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
import { trialCost } from './plan/cost.ts'
import type { Machine } from './plan/machine.ts'

const NetworkSize = z.strictObject({
  params: ParamsAnswer,
  parameterCount: z.int(),
  memoryBytes: z.number().describe('estimated memory for training one trial, in bytes'),
  seconds: z.number().describe('estimated seconds of one trainer for one trial'),
  isMeasured: z
    .boolean()
    .describe(
      'the estimate comes from trials of this server, scaled where they trained other networks; false: from a common processor or GPU',
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
  machine: Machine
  validation: ValidationSpec
}

/** By parameter count, over a few hundred probes that reach every bound; null if no network can be built. */
export function networkSizes(space: SearchSpace, setting: Setting): NetworkSizes | null {
  const sizes = probeAssignments(space)
    .flatMap(({ params }) => measureNetwork(space, params, setting) ?? [])
    .sort((a, b) => a.parameterCount - b.parameterCount)
  const at = (share: number) => {
    const size = sizes[Math.round(share * (sizes.length - 1))]
    return size && timed(space, size, setting)
  }
  const [smallest, median, largest] = [at(0), at(0.5), at(1)]
  return smallest && median && largest ? { smallest, median, largest } : null
}

type Size = Pick<NetworkSize, 'params' | 'parameterCount' | 'memoryBytes'>

function measureNetwork(
  space: SearchSpace,
  params: Params,
  { data, validation }: Setting,
): Size | null {
  const { parameterCount, memoryBytes } = checkTrialSpec(instantiate(space, params).spec, data)
  if (parameterCount === null || memoryBytes === null) return null
  return { params, parameterCount, memoryBytes: memoryBytes * countFolds(validation) }
}

function timed(space: SearchSpace, size: Size, setting: Setting): NetworkSize | null {
  const { spec } = instantiate(space, size.params)
  const cost = trialCost(spec, setting)
  if (cost === null) return null
  const { epochs } = spec as { epochs: number }
  return {
    ...size,
    seconds: cost.start + epochs * cost.epoch,
    isMeasured: cost.basis !== 'assumed',
  }
}
