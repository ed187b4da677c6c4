/** A trained model as one graph, from the columns or values that a person has to predictions in the target's units. */

import { encodedShape } from '../data/prepare/fitted.ts'
import { createBuilder, type GraphBuilder } from '../engine/graph/builder.ts'
import { type Dtype, dtypes, type Value } from '../engine/graph/values.ts'
import type { TrainedModel } from '../engine/network/model.ts'
import type { Tf } from '../engine/tensorflow.ts'
import type { Problem } from '../errors.ts'
import { addNetwork, traceNetwork } from './forward.ts'
import { columnOps } from './inputs/column-ops.ts'
import { encodeColumns } from './inputs/encode-columns.ts'
import { graphNames } from './inputs/graph-names.ts'
import { addResize } from './inputs/resize-ops.ts'
import { cannotExport } from './refusal.ts'

const { float32, float64, int32, int64, string } = dtypes

/** What the graph takes: raw columns; or rows that `encodeInputs` has encoded, for runtimes without texts and float64. */
export type InputKind = 'columns' | 'encoded'

export interface GraphTarget {
  kind: InputKind
  runtime: string // for messages
  supports(op: string): boolean
}

export interface ModelGraph {
  builder: GraphBuilder
  inputs: NamedValue[]
  outputs: NamedValue[]
  /** The refusal of an op, which names its layer. */
  refuse(op: string, detail: string): Problem
}

/** An input or output as a person knows it. */
export interface NamedValue {
  name: string // in the graph
  column?: string // its name in the dataset
  value: Value // [rows, …]
  meaning: string
}

/** @throws Problem cannot-be-exported */
export async function buildModelGraph(
  tf: Tf,
  model: TrainedModel,
  { kind, runtime, supports }: GraphTarget,
): Promise<ModelGraph> {
  const traced = await traceNetwork(tf, model)
  const { ops } = traced.recording
  const refuse = (name: string, detail: string) => {
    const found = ops.find(({ op }) => op === name)
    return cannotExport(model.spec, found ? traced.layerOf(found) : -1, detail)
  }
  const unsupported = ops.find(({ op }) => !supports(op))
  if (unsupported) throw refuse(unsupported.op, `${runtime} has no op like ${unsupported.op}`)
  const builder = createBuilder('graph')
  const { inputs, samples } = addInputs(builder, model, kind)
  const resized = addResize(builder, samples, { from: model.inputShape, to: traced.shape })
  const predicted = addNetwork(tf, builder, traced, resized)
  return { builder, inputs, outputs: addOutputs(builder, model, predicted, kind), refuse }
}

function addInputs(
  builder: GraphBuilder,
  { inputs: fitted }: TrainedModel,
  kind: InputKind,
): { inputs: NamedValue[]; samples: Value } {
  const shape = [-1, ...encodedShape(fitted)]
  if (fitted.type === 'tensor') {
    const value = builder.placeholder(float32, shape, 'samples')
    const { mean, deviation } = fitted
    const number = (own: number) => builder.constant(float32, [], [own])
    const centred = builder.op('Sub', [value, number(mean)], value)
    const samples = builder.op('RealDiv', [centred, number(deviation)], value)
    return { inputs: [{ name: 'samples', value, meaning: 'values as in the dataset' }], samples }
  }
  if (kind === 'encoded') {
    const value = builder.placeholder(float32, shape, 'samples')
    const meaning = 'rows encoded as in encode.mjs'
    return { inputs: [{ name: 'samples', value, meaning }], samples: value }
  }
  const names = graphNames(fitted.columns.map(({ name }) => name))
  const inputs = fitted.columns.map(({ name: column, encoding }, index): NamedValue => {
    const name = names[index]!
    const dtype = encoding === 'categorical' ? string : float64
    const value = builder.placeholder(dtype, [-1], name)
    return { name, column, value, meaning: meanings[encoding] }
  })
  const columns = inputs.map(({ value }) => expanded(builder, value, 1))
  return { inputs, samples: encodeColumns(columnOps(builder), fitted, columns) }
}

const meanings = {
  numeric: 'a number, NaN where it is missing',
  categorical: 'a text as in the dataset, empty where it is missing',
  datetime: 'milliseconds since 1970 in UTC, NaN where it is missing',
}

function addOutputs(
  builder: GraphBuilder,
  { classes, target }: TrainedModel,
  predicted: readonly Value[],
  kind: InputKind,
): NamedValue[] {
  const named = (name: string, value: Value, meaning: string): NamedValue => ({
    name,
    value: builder.named(name, value),
    meaning,
  })
  if (classes) {
    const [probabilities] = predicted as [Value]
    const outputs = [named('probabilities', probabilities, 'of the classes, in their order')]
    // texts are not for every runtime
    if (kind === 'encoded') return outputs
    const likeliest = builder.op('ArgMax', [probabilities, builder.constant(int32, [], [1])], {
      dtype: int64,
      shape: [-1],
    })
    const label = builder.op(
      'GatherV2',
      [builder.texts([classes.length], classes), likeliest, builder.constant(int32, [], [0])],
      { dtype: string, shape: [-1] },
      { batch_dims: { kind: 'int', value: 0 } },
    )
    return [...outputs, named('label', label, 'the likeliest class')]
  }
  const dtype: Dtype = kind === 'encoded' ? float32 : float64
  const [mean, deviation] = predicted.map((value) =>
    dtype === float32 ? value : builder.op('Cast', [value], { dtype, shape: [-1] }, noTruncation),
  ) as [Value, Value | undefined]
  const number = (value: number) => builder.constant(dtype, [], [value])
  const scaled = (value: Value) => builder.op('Mul', [value, number(target!.deviation)], value)
  const value = builder.op('AddV2', [scaled(mean), number(target!.mean)], mean)
  return [
    named('value', value, 'in the unit of the target'),
    ...(deviation
      ? [named('deviation', scaled(deviation), 'standard deviation, in the unit of the target')]
      : []),
  ]
}

const noTruncation = { Truncate: { kind: 'bool', value: false } } as const

function expanded(builder: GraphBuilder, value: Value, axis: number): Value {
  const shape = [...value.shape!]
  shape.splice(axis, 0, 1)
  return builder.op('ExpandDims', [value, builder.constant(int32, [], [axis])], {
    dtype: value.dtype,
    shape,
  })
}
