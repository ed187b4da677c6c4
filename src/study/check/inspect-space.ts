/** What is learned of a posted space beyond its notation: the same function in this thread and in another. */
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

/** Plain data, since it goes to threads. */
export interface SpaceQuestion {
  body: SpaceBody
  data: DatasetSummary | null // null: what trials train on is not known
  isTrained: boolean // their specifications are those of networks
  sampler: SamplerSpec | null // that is to search it; null: none
  preview: { seed: number; samples: number } | null // null: not asked for
}

/** Faults with pointers into the space, but for those of constraints, which lead into the body. */
export interface SpaceFindings {
  ofNetworks: Fault[]
  ofConstraints: Fault[] // looked for where there are no others
  ofSampler: Fault[]
  preview: SpacePreview | null
}

/** @param space  of the question's body, with the constraints that parse */
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
