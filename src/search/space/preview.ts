import { z } from 'zod'
import { estimateFeasibility, Feasibility } from '../constraints/feasibility.ts'
import { gridSize } from '../grid/grid.ts'
import { rngFor } from '../rng.ts'
import { randomParams } from '../samplers/random.ts'
import { Domain } from './domain.ts'
import { instantiate } from './instantiate.ts'
import { Params } from './params.ts'
import { violated } from './restricted-space.ts'
import { Requirement, type SearchSpace } from './space.ts'

export const SpacePreview = z.strictObject({
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      domain: Domain,
      conditions: z
        .array(z.array(Requirement).readonly())
        .readonly()
        .describe('active when all requirements of any condition hold; empty: always active'),
    }),
  ),
  gridSize: z
    .union([z.int(), z.string()])
    .nullable()
    .describe(
      'number of cells; above 2^53 as a string of digits; null: `gridFaults` explain why there is no grid',
    ),
  gridFaults: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })),
  feasibility: Feasibility.nullable().describe(
    'share of the space that the constraints leave; null without constraints',
  ),
  samples: z.array(z.strictObject({ params: Params, spec: z.record(z.string(), z.unknown()) })),
})
export type SpacePreview = z.infer<typeof SpacePreview>

/** Describes a space. The samples are the first trials of a random search with this seed. */
export function previewSpace(
  space: SearchSpace,
  { seed, samples }: { seed: number; samples: number },
): SpacePreview {
  const grid = gridSize(space)
  return {
    parameters: space.parameters.map(({ name, domain, conditions }) => ({
      name,
      domain,
      conditions,
    })),
    gridSize: grid.ok ? readableSize(grid.size) : null,
    gridFaults: grid.ok ? [] : grid.faults,
    feasibility: estimateFeasibility(space),
    samples: Array.from({ length: samples }, (_, number) => {
      const isFeasible = (params: Params) => violated(space, params) === null
      const params = randomParams(space, rngFor(seed, number), isFeasible)
      return params === null ? [] : { params, spec: instantiate(space, params).spec }
    }).flat(),
  }
}

function readableSize(size: bigint): number | string {
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : String(size)
}
