/**
 * The memory of a graph: the data and the state of a group, kept between calls in resource variables on the graph's
 * device, so that a call on a GPU transfers only the order of samples and the hyperparameters.
 */
import type { Effect, GraphBuilder } from '../graph/builder.ts'
import type { CompiledGraph, Entry } from '../graph/compiled-graph.ts'
import { dtypes, type Value } from '../graph/values.ts'
import { type GraphInputs, inOrder, mapData } from './inputs.ts'

export interface GraphMemory {
  storeData: Entry // `DataInputs` in their order
  storeState: Entry // a flattened state
  readState: Entry // → a flattened state
}

export interface AddedMemory {
  inputs: GraphInputs<Value> // data and state read from the memory
  /** Stores the state, then returns the outputs. */
  keep(state: readonly Value[], outputs: readonly Value[]): Value[]
  open(graph: CompiledGraph): GraphMemory
}

/** @param inputs  placeholders; the memory is filled from their data and state */
export function addMemory(top: GraphBuilder, inputs: GraphInputs<Value>): AddedMemory {
  const variable = (value: Value) => addVariable(top, value)
  const data = mapData(inputs.data, variable)
  const state = inputs.state.map(variable)
  const done = top.constant(dtypes.int32, [], [1])
  const stored = (variables: readonly Variable[], values: readonly Value[]) =>
    top.after(assignAll(variables, values), done)
  const storedData = stored(inOrder(data), inOrder(inputs.data))
  const storedState = stored(state, inputs.state)
  const current = state.map(({ read }) => read)
  return {
    inputs: { call: inputs.call, data: mapData(data, ({ read }) => read), state: current },
    keep(after, outputs) {
      const effects = assignAll(state, after)
      return outputs.map((output) => top.after(effects, output))
    },
    open: (graph) => ({
      storeData: graph.entry(inOrder(inputs.data), [storedData]),
      storeState: graph.entry(inputs.state, [storedState]),
      readState: graph.entry([], current),
    }),
  }
}

interface Variable {
  read: Value
  assign(value: Value): Effect
}

function addVariable(top: GraphBuilder, like: Value): Variable {
  const { dtype, shape } = like
  const handle = top.op(
    'VarHandleOp',
    [],
    { dtype: dtypes.resource, shape: [] },
    {
      dtype: { kind: 'type', value: dtype },
      shape: { kind: 'shape', value: shape },
      // without a name each, all variables would share one resource
      shared_name: { kind: 'string', value: `kept_${top.nodes.length}` },
    },
  )
  return {
    read: top.op('ReadVariableOp', [handle], like),
    assign: (value) => top.effect('AssignVariableOp', [handle, value]),
  }
}

function assignAll(variables: readonly Variable[], values: readonly Value[]): Effect[] {
  return variables.map(({ assign }, at) => assign(values[at]!))
}
