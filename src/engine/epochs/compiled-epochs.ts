/** Runs epochs as calls of a compiled graph that takes the group's state and returns the next one. */
import { dataInputs, inOrder } from '../compile/inputs.ts'
import type { GroupPlan } from '../group/plan.ts'
import { flattenState, type GroupState, readChosen, unflattenState } from '../group/state.ts'
import { dispose, type Tf } from '../tensorflow.ts'
import type { GetGraph } from './graph-cache.ts'
import { callGraph } from './graph-call.ts'
import type { EpochRunner } from './runner.ts'

export function compiledRunner(
  tf: Tf,
  { plan, state: first }: { plan: GroupPlan; state: GroupState },
  getGraph: GetGraph,
): EpochRunner {
  let current = first
  const state = () => current
  return {
    msPerEpoch: () => getGraph(state).msPerEpoch,
    mostEpochs: () => getGraph(state).graph.epochsOfCall ?? Number.POSITIVE_INFINITY,
    execution: () => getGraph(state).graph.execution,
    async run(epochs) {
      const given = [...inOrder(dataInputs(plan)), ...flattenState(current)]
      const { rest, ...called } = callGraph(tf, getGraph(state), { plan, epochs }, given)
      dispose(tf, current)
      current = unflattenState(rest, first)
      return { ...called, ...readChosen(current) }
    },
    state,
    dispose: () => dispose(tf, current),
  }
}
