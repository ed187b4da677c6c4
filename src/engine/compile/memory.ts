/**
 * What a graph keeps between calls: the data and a group's state, as resource variables. They live on the device that
 * the graph runs on, so that a call on a GPU is given only the order of samples and a few numbers.
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
  inputs: GraphInputs<Value> // data and state as the memory holds them
  /** The outputs, once the memory holds this state. */
  keep(state: readonly Value[], outputs: readonly Value[]): Value[]
  open(graph: CompiledGraph): GraphMemory
}

/** @param inputs  placeholders: their data and state are what the memory is filled from */
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
      // without a name of their own all variables would be one
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
