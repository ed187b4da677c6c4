/** The inputs of a graph, shared by its members, and the samples that each member's network gets. */
import { encodedShape, type FittedColumn, type FittedTable } from '../../data/prepare/fitted.ts'
import type { GraphBuilder } from '../../engine/graph/builder.ts'
import { dtypes, type Value } from '../../engine/graph/values.ts'
import type { TrainedModel } from '../../engine/network/model.ts'
import type { NamedValue } from '../named-value.ts'
import { columnOps } from './column-ops.ts'
import { encodeColumns } from './encode-columns.ts'
import { graphNames } from './graph-names.ts'

const { float32, float64, int32, string } = dtypes

export interface GraphInputs {
  inputs: NamedValue[]
  samples: Value[] // of each member, [rows, ...encodedShape], before any resizing
}

/** @param kind  raw columns, or the rows of each member as `encodeInputs` encodes them */
export function addInputs(
  builder: GraphBuilder,
  models: readonly TrainedModel[],
  kind: 'columns' | 'encoded',
): GraphInputs {
  const [first] = models as [TrainedModel]
  if (first.inputs.type === 'tensor') return addTensor(builder, models)
  return kind === 'encoded' ? addEncoded(builder, models) : addColumns(builder, models)
}

function addTensor(builder: GraphBuilder, models: readonly TrainedModel[]): GraphInputs {
  const shape = [-1, ...encodedShape(models[0]!.inputs)]
  const value = builder.placeholder(float32, shape, 'samples')
  const number = (own: number) => builder.constant(float32, [], [own])
  const samples = models.map(({ inputs }) => {
    if (inputs.type !== 'tensor') throw new TypeError('members of one model differ in their inputs')
    const centred = builder.op('Sub', [value, number(inputs.mean)], value)
    return builder.op('RealDiv', [centred, number(inputs.deviation)], value)
  })
  return { inputs: [{ name: 'samples', value, meaning: 'values as in the dataset' }], samples }
}

function addEncoded(builder: GraphBuilder, models: readonly TrainedModel[]): GraphInputs {
  const inputs = models.map((model, index): NamedValue => {
    const name = models.length === 1 ? 'samples' : `samples_${index + 1}`
    const value = builder.placeholder(float32, [-1, ...encodedShape(model.inputs)], name)
    return { name, value, meaning: 'rows as encode.js encodes them' }
  })
  return { inputs, samples: inputs.map(({ value }) => value) }
}

function addColumns(builder: GraphBuilder, models: readonly TrainedModel[]): GraphInputs {
  const tables = models.map(({ inputs }) => inputs as FittedTable)
  // a column may be constant in the training rows of some members
  const encodings = new Map<string, FittedColumn['encoding']>()
  for (const { name, encoding } of tables.flatMap(({ columns }) => columns)) {
    encodings.set(name, encoding)
  }
  const names = graphNames([...encodings.keys()])
  const inputs = [...encodings].map(([column, encoding], index): NamedValue => {
    const name = names[index]!
    const dtype = encoding === 'categorical' ? string : float64
    const value = builder.placeholder(dtype, [-1], name)
    return { name, column, value, meaning: meanings[encoding] }
  })
  const byColumn = new Map(
    inputs.map(({ column, value }) => [column, asColumn(builder, value)] as const),
  )
  const ops = columnOps(builder)
  const samples = tables.map((table) =>
    encodeColumns(
      ops,
      table,
      table.columns.map(({ name }) => byColumn.get(name)!),
    ),
  )
  return { inputs, samples }
}

const meanings = {
  numeric: 'a number, NaN where it is missing',
  categorical: 'a text as in the dataset, empty where it is missing',
  datetime: 'milliseconds since 1970 in UTC, NaN where it is missing',
}

/** [rows] → [rows, 1]. */
function asColumn(builder: GraphBuilder, value: Value): Value {
  const axis = builder.constant(int32, [], [1])
  return builder.op('ExpandDims', [value, axis], { dtype: value.dtype, shape: [-1, 1] })
}
