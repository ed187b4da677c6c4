/** Inspects a space that parses: the same function in this thread and in a worker thread. */
import type { DatasetSummary } from '../../data/summary.ts'
import type { Fault } from '../../errors.ts'
import { unsatisfiable } from '../../search/constraints/feasibility.ts'
import type { Sampler } from '../../search/sampler.ts'
import { type SamplerSpec, samplers } from '../../search/samplers/index.ts'
import { previewSpace, type SpacePreview } from '../../search/space/preview.ts'
import type { SpaceBody } from '../../search/space/restricted-space.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { chosen } from '../../tagged-union.ts'
import { checkSpace } from './check-space.ts'

/** Plain data, because it is sent to threads. */
export interface SpaceQuestion {
  body: SpaceBody
  data: DatasetSummary | null // null: unknown training data
  isTrained: boolean // specifications are those of networks
  sampler: SamplerSpec | null // the sampler of the study, or null
  preview: { seed: number; samples: number } | null // null: no preview
}

/** Faults with pointers into the space, except those of constraints, which have pointers into the body. */
export interface SpaceFindings {
  ofNetworks: Fault[]
  ofConstraints: Fault[] // checked only if there are no other faults
  ofSampler: Fault[]
  preview: SpacePreview | null
}

/** @param space  parsed from the body, with its valid constraints */
export function inspectSpace(space: SearchSpace, question: SpaceQuestion): SpaceFindings {
  const { data, isTrained, sampler, preview } = question
  const ofNetworks = isTrained ? checkSpace(space, data) : []
  const ofConstraints = ofNetworks.length > 0 ? [] : unsatisfiable(space)
  const isFaulty = ofNetworks.length + ofConstraints.length > 0
  return {
    ofNetworks,
    ofConstraints,
    ofSampler: sampler === null ? [] : samplerFaults(space, sampler),
    preview: preview === null || isFaulty ? null : previewSpace(space, preview),
  }
}

function samplerFaults(space: SearchSpace, sampler: SamplerSpec): Fault[] {
  const { definition, options } = chosen<Sampler>(samplers, sampler)
  return definition.check(space, options)
}
