/** Epochs as calls of a compiled graph that is given the group's state and gives the next one. */
import { inOrder } from '../compile/inputs.ts'
import type { GroupRunner } from '../group/group-runner.ts'
import { dataInputs, type GroupSetting } from '../group/group-setting.ts'
import { chosenOf, flattenState, type GroupState, unflattenState } from '../group/group-state.ts'
import { dispose, type Tf } from '../tensorflow.ts'
import type { GraphOf } from './graph-cache.ts'
import { callGraph } from './graph-call.ts'

export function compiledRunner(
  tf: Tf,
  { setting, state: first }: { setting: GroupSetting; state: GroupState },
  graphOf: GraphOf,
): GroupRunner {
  let current = first
  const state = () => current
  return {
    msPerEpoch: () => graphOf(state).msPerEpoch,
    async run(epochs) {
      const given = [...inOrder(dataInputs(setting)), ...flattenState(current)]
      const { rest, ...called } = callGraph(tf, graphOf(state), { setting, epochs }, given)
      dispose(tf, current)
      current = unflattenState(rest, first)
      return { ...called, ...chosenOf(current) }
    },
    state,
    dispose: () => dispose(tf, current),
  }
}
