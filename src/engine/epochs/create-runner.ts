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
  /** A training that XLA cannot compile or run fails; otherwise it is executed as a graph. */
  isStrict: boolean
  /** Called once for each graph that is executed without XLA because XLA failed. */
  onXlaFailure?: ((reason: string) => void) | undefined
}

interface GroupToRun {
  plan: GroupPlan
  state: GroupState
}

/** @param group  the runner takes ownership of its state */
export function createRunner(tf: Tf, group: GroupToRun, how: HowToRun): EpochRunner {
  const { execution, graphs, isStrict } = how
  if (execution === 'eager') return eagerRunner(tf, group)
  if (execution === 'graph') return graphRunner(tf, group, how, execution)
  const key = keyOf(group.plan, how, execution)
  if (!isStrict && graphs.isRefused(key)) return graphRunner(tf, group, how, 'graph')
  const byXla = graphRunner(tf, group, how, execution)
  return withoutXlaFailures(byXla, (error, state) => {
    // a program that has run before does not fail because of XLA
    if (graphs.hasRun(key)) throw error
    const at = state()
    // the file that its program came from may be damaged, or cannot be written on a full disk
    if (graphs.forgetPrograms(key)) return createRunner(tf, { ...group, state: at }, how)
    const reason = firstLineOf(error)
    if (isStrict) throw new Error(`XLA, which was asked for, cannot train this: ${reason}`)
    graphs.refuse(key)
    how.onXlaFailure?.(reason)
    return graphRunner(tf, { ...group, state: at }, how, 'graph')
  })
}

function graphRunner(
  tf: Tf,
  group: GroupToRun,
  how: HowToRun,
  execution: 'graph' | 'xla',
): EpochRunner {
  const { plan } = group
  const { graphs, isResident } = how
  const key = keyOf(plan, how, execution)
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

function keyOf({ graphKey }: GroupPlan, { isResident }: HowToRun, execution: Execution): string {
  return JSON.stringify([execution, isResident, graphKey])
}

/**
 * A runner that is replaced by another when it fails: a graph is compiled when a runner is first asked about it, and by XLA
 * when it first runs.
 *
 * @param replace  takes over the state, or throws; called at most once
 */
function withoutXlaFailures(
  first: EpochRunner,
  replace: (error: unknown, state: () => GroupState) => EpochRunner,
): EpochRunner {
  let runner = first
  const retreat = (error: unknown) => {
    if (runner !== first) throw error
    runner = replace(error, first.state)
  }
  const ask = <Answer>(question: (of: EpochRunner) => Answer): Answer => {
    try {
      return question(runner)
    } catch (error) {
      retreat(error)
      return question(runner)
    }
  }
  return {
    msPerEpoch: () => ask((of) => of.msPerEpoch()),
    mostEpochs: () => ask((of) => of.mostEpochs()),
    execution: () => ask((of) => of.execution()),
    async run(epochs) {
      try {
        return await runner.run(epochs)
      } catch (error) {
        retreat(error)
        return runner.run(epochs)
      }
    },
    state: () => runner.state(),
    dispose: () => runner.dispose(),
  }
}

function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!
}
