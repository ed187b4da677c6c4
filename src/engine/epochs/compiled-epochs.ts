/** Epochs as calls of a compiled graph that is given the group's state and gives the next one. */
import { dataInputs, inOrder } from '../compile/inputs.ts'
import type { GroupPlan } from '../group/plan.ts'
import { chosenOf, flattenState, type GroupState, unflattenState } from '../group/state.ts'
import { dispose, type Tf } from '../tensorflow.ts'
import type { GraphOf } from './graph-cache.ts'
import { callGraph } from './graph-call.ts'
import type { EpochRunner } from './runner.ts'

export function compiledRunner(
  tf: Tf,
  { plan, state: first }: { plan: GroupPlan; state: GroupState },
  graphOf: GraphOf,
): EpochRunner {
  let current = first
  const state = () => current
  return {
    msPerEpoch: () => graphOf(state).msPerEpoch,
    async run(epochs) {
      const given = [...inOrder(dataInputs(plan)), ...flattenState(current)]
      const { rest, ...called } = callGraph(tf, graphOf(state), { plan, epochs }, given)
      dispose(tf, current)
      current = unflattenState(rest, first)
      return { ...called, ...chosenOf(current) }
    },
    state,
    dispose: () => dispose(tf, current),
  }
}
