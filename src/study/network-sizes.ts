/** How large the networks of a space are: known before any trial is made. */
import type { DatasetSummary } from '../data/summary.ts'
import type { Params } from '../search/params.ts'
import { probeAssignments } from '../search/probe.ts'
import { instantiate } from '../search/space/instantiate.ts'
import type { SearchSpace } from '../search/space/space.ts'
import { checkTrialSpec } from './check-trial-spec.ts'

export interface NetworkSize {
  params: Params
  parameterCount: number
  memoryBytes: number // estimate for training one trial
}

export interface NetworkSizes {
  smallest: NetworkSize
  median: NetworkSize
  largest: NetworkSize
}

/** By parameter count, over a few hundred probes that reach every bound; null when none can be built. */
export function networkSizes(space: SearchSpace, data: DatasetSummary): NetworkSizes | null {
  const sizes = probeAssignments(space)
    .flatMap(({ params }) => sizeOf(space, params, data) ?? [])
    .sort((a, b) => a.parameterCount - b.parameterCount)
  const at = (share: number) => sizes[Math.round(share * (sizes.length - 1))]
  const [smallest, median, largest] = [at(0), at(0.5), at(1)]
  return smallest && median && largest ? { smallest, median, largest } : null
}

function sizeOf(space: SearchSpace, params: Params, data: DatasetSummary): NetworkSize | null {
  const { parameterCount, memoryBytes } = checkTrialSpec(instantiate(space, params).spec, data)
  if (parameterCount === null || memoryBytes === null) return null
  return { params, parameterCount, memoryBytes }
}
