import type { Fault } from '../../errors.ts'
import { estimateFeasibility, type Feasibility } from '../constraints/feasibility.ts'
import { gridSize } from '../grid/grid.ts'
import { rngFor } from '../rng.ts'
import { randomParams } from '../samplers/random.ts'
import type { Domain } from './domain.ts'
import { instantiate, type Json } from './instantiate.ts'
import type { Params } from './params.ts'
import { violated } from './restricted-space.ts'
import type { Condition, SearchSpace } from './space.ts'

export interface SpacePreview {
  parameters: { name: string; domain: Domain; conditions: readonly Condition[] }[]
  gridSize: number | string | null // a string of digits above 2^53; null: gridFaults say why
  gridFaults: Fault[]
  feasibility: Feasibility | null // null without constraints
  samples: { params: Params; spec: { [key: string]: Json } }[]
}

/** What a space means. The samples are the first trials of a random search with this seed. */
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
