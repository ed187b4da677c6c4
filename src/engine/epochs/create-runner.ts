/** Creates the runner of a group's epochs. */
import { compileGroup } from '../compile/group-graph.ts'
import type { Execution } from '../execution.ts'
import { isOnGpu } from '../graph/binding.ts'
import type { GroupPlan } from '../group/plan.ts'
import type { GroupState } from '../group/state.ts'
import type { Tf } from '../tensorflow.ts'
import { compiledRunner } from './compiled-epochs.ts'
import { eagerRunner } from './eager-epochs.ts'
import type { GetGraph, GraphCache } from './graph-cache.ts'
import { residentRunner } from './resident-epochs.ts'
import type { EpochRunner } from './runner.ts'

export interface HowToRun {
  graphs: GraphCache
  execution: Execution
  isResident: boolean // a graph keeps data and state on its device between calls
}

/** @param group  the runner takes ownership of its state */
export function createRunner(
  tf: Tf,
  group: { plan: GroupPlan; state: GroupState },
  { graphs, execution, isResident }: HowToRun,
): EpochRunner {
  if (execution === 'eager') return eagerRunner(tf, group)
  const { plan } = group
  const key = JSON.stringify([execution, isResident, plan.graphKey])
  const getGraph: GetGraph = (state) =>
    graphs.get(key, () =>
      compileGroup(tf, plan, state(), {
        execution,
        hasMemory: isResident,
        // functions that loops call stay on the CPU; a lowered loop is placed op by op
        isLowered: plan.lanes > 1 || isOnGpu(tf),
      }),
    )
  return isResident ? residentRunner(tf, group, getGraph) : compiledRunner(tf, group, getGraph)
}
