/**
 * Runs epochs as calls of a compiled graph that keeps data and state on its device (see `GraphMemory`). The state is
 * read back on demand: for a checkpoint, for a model, or to drop lanes.
 */
import { dataInputs, inOrder } from '../compile/inputs.ts'
import type { GraphMemory } from '../compile/memory.ts'
import type { GroupPlan } from '../group/plan.ts'
import { flattenState, type GroupState, unflattenState } from '../group/state.ts'
import { dispose, type Tf } from '../tensorflow.ts'
import type { CachedGraph, GetGraph, Tenant } from './graph-cache.ts'
import { callGraph } from './graph-call.ts'
import type { EpochRunner } from './runner.ts'

export function residentRunner(
  tf: Tf,
  { plan, state: first }: { plan: GroupPlan; state: GroupState },
  getGraph: GetGraph,
): EpochRunner {
  let copy: GroupState | null = first // copy of the memory; null: not read since the last run
  let home: CachedGraph | null = null // the graph whose memory holds the state
  const state = () => {
    copy ??= unflattenState(requireMemory(home!).readState([]), first)
    return copy
  }
  const tenant: Tenant = {
    moveOut() {
      state()
      home = null
    },
  }
  const moveIn = (cached: CachedGraph) => {
    const memory = requireMemory(cached)
    if (cached.tenant !== tenant) {
      cached.tenant?.moveOut()
      dispose(tf, memory.storeState(flattenState(state())))
      cached.tenant = tenant
      home = cached
    }
    if (cached.data !== plan.train) {
      dispose(tf, memory.storeData(inOrder(dataInputs(plan))))
      cached.data = plan.train
    }
  }
  return {
    msPerEpoch: () => getGraph(state).msPerEpoch,
    mostEpochs: () => getGraph(state).graph.epochsOfCall ?? Number.POSITIVE_INFINITY,
    execution: () => getGraph(state).graph.execution,
    async run(epochs) {
      const cached = getGraph(state)
      moveIn(cached)
      const { rest, ...called } = callGraph(tf, cached, { plan, epochs }, [])
      dispose(tf, copy)
      copy = null
      const [bestStep, stoppedStep] = rest.map((steps) => steps.dataSync()) as [
        Int32Array,
        Int32Array,
      ]
      dispose(tf, rest)
      return { ...called, bestStep, stoppedStep }
    },
    state,
    dispose() {
      dispose(tf, copy)
      if (home) home.tenant = null
    },
  }
}

/** @throws Error if the graph was compiled without a memory */
function requireMemory({ graph }: CachedGraph): GraphMemory {
  if (!graph.memory) throw new Error('The graph has no memory')
  return graph.memory
}
