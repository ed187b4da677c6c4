/** Chooses how a group's epochs are run, and creates the runner. */
import { compileGroup } from '../compile/group-graph.ts'
import { isOnGpu } from '../graph/binding.ts'
import type { GroupPlan } from '../group/plan.ts'
import type { GroupState } from '../group/state.ts'
import type { Tf } from '../tensorflow.ts'
import { compiledRunner } from './compiled-epochs.ts'
import { eagerRunner } from './eager-epochs.ts'
import type { GetGraph, GraphCache } from './graph-cache.ts'
import { residentRunner } from './resident-epochs.ts'
import type { EpochRunner } from './runner.ts'

/** Calls of a compiled graph, calls of a graph that keeps data and state on its device, or single ops. */
export type Execution = 'compiled' | 'resident' | 'eager'

/** @param group  the runner takes ownership of its state */
export function createRunner(
  tf: Tf,
  group: { plan: GroupPlan; state: GroupState },
  { graphs, execution }: { graphs: GraphCache; execution: Execution },
): EpochRunner {
  if (execution === 'eager') return eagerRunner(tf, group)
  const { plan } = group
  const hasMemory = execution === 'resident'
  const getGraph: GetGraph = (state) =>
    graphs.get(`${execution} ${plan.graphKey}`, () =>
      compileGroup(tf, plan, state(), {
        hasMemory,
        // functions that loops call stay on the CPU; a lowered loop is placed op by op
        isLowered: plan.lanes > 1 || isOnGpu(tf),
      }),
    )
  return hasMemory ? residentRunner(tf, group, getGraph) : compiledRunner(tf, group, getGraph)
}

/** Compiling takes at least as long as this many eager steps: see `npm run bench -- engine`. */
const stepsToCompileFor = 24

/**
 * Compiled if the backend has graphs and the training is long enough. Decided by its length only, not by measurements
 * or cached graphs: eager and compiled epochs round differently, and a search must be repeatable.
 *
 * @param steps  of the whole training
 */
export function defaultExecution(tf: Tf, steps: number): Execution {
  if (tf.getBackend() !== 'tensorflow' || steps < stepsToCompileFor) return 'eager'
  // on a CPU inputs and outputs are shared, not copied: keeping them would gain nothing
  return isOnGpu(tf) ? 'resident' : 'compiled'
}
