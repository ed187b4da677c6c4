/** The outputs of a graph: predictions in the target's units, the mean of the members' where there are several. */
import type { GraphBuilder } from '../engine/graph/builder.ts'
import { type Dtype, dtypes, type Value } from '../engine/graph/values.ts'
import type { TrainedModel } from '../engine/network/model.ts'
import type { NamedValue } from './named-value.ts'

const { float32, float64, int32, int64, string } = dtypes

/** A member's probabilities [rows, classes]; or its value [rows] and, of a distribution, deviation and interval. */
export type MemberValues = [Value] | [value: Value, deviation: Value, ...interval: Value[]]

/** @param predicted  of the network: probabilities; or value, deviation and interval before the target's scale */
export function inUnits(
  builder: GraphBuilder,
  { classes, target }: TrainedModel,
  predicted: readonly Value[],
  kind: 'columns' | 'encoded',
): MemberValues {
  if (classes) return [predicted[0]!]
  const dtype: Dtype = kind === 'encoded' ? float32 : float64
  const [own, deviation, ...ends] = predicted.map((value) => cast(builder, value, dtype))
  const number = (value: number) => builder.constant(dtype, [], [value])
  const scaled = (value: Value) => builder.op('Mul', [value, number(target!.deviation)], value)
  const moved = (value: Value) => builder.op('AddV2', [scaled(value), number(target!.mean)], value)
  const value = moved(own!)
  if (!deviation) return [value]
  // a value that is bounded may lie outside of its interval
  const [low, high] = ends.map(moved) as [Value, Value]
  return [
    value,
    scaled(deviation),
    builder.op('Minimum', [low, value], value),
    builder.op('Maximum', [high, value], value),
  ]
}

const distributionNames = [
  ['deviation', 'standard deviation, in the unit of the target'],
  ['low', 'end of the interval that nine of ten values are expected in'],
  ['high', 'other end of the interval'],
] as const

interface Weighted {
  weight: number
  values: MemberValues
}

/** @param members  their weights sum to 1 */
export function addOutputs(
  builder: GraphBuilder,
  classes: readonly string[] | null,
  members: readonly Weighted[],
  kind: 'columns' | 'encoded',
): NamedValue[] {
  const named = (name: string, meaning: string, value: Value): NamedValue => ({
    name,
    value: builder.named(name, value),
    meaning,
  })
  const [value, ...distribution] = combined(builder, members)
  if (!classes) {
    return [
      named('value', 'in the unit of the target', value),
      ...distribution.map((own, at) => {
        const [name, meaning] = distributionNames[at]!
        return named(name, meaning, own)
      }),
    ]
  }
  const probabilities = named('probabilities', 'of the classes, in their order', value)
  // not every runtime has texts
  if (kind === 'encoded') return [probabilities]
  const last = builder.constant(int32, [], [1])
  const likeliest = builder.op('ArgMax', [value, last], { dtype: int64, shape: [-1] })
  const label = builder.op(
    'GatherV2',
    [builder.texts([classes.length], classes), likeliest, builder.constant(int32, [], [0])],
    { dtype: string, shape: [-1] },
    { batch_dims: { kind: 'int', value: 0 } },
  )
  return [probabilities, named('label', 'the likeliest class', label)]
}

/** The weighted mean; the deviation is that of the mixture of the members' distributions, whose quantiles are left out. */
function combined(builder: GraphBuilder, members: readonly Weighted[]): MemberValues {
  const [first, ...others] = members as [Weighted, ...Weighted[]]
  if (others.length === 0) return first.values
  const mean = (values: readonly Value[]): Value => {
    const parts = values.map((value, index) => {
      const weight = builder.constant(value.dtype, [], [members[index]!.weight])
      return builder.op('Mul', [value, weight], value)
    })
    return parts.reduce((sum, part) => builder.op('AddV2', [sum, part], part))
  }
  const value = mean(members.map(({ values }) => values[0]))
  if (members.some(({ values }) => values.length === 1)) return [value]
  const square = (own: Value) => builder.op('Mul', [own, own], own)
  const variances = members.map(({ values: [own, deviation] }) => {
    const distance = builder.op('Sub', [own, value], own)
    return builder.op('AddV2', [square(deviation!), square(distance)], own)
  })
  return [value, builder.op('Sqrt', [mean(variances)], value)]
}

function cast(builder: GraphBuilder, value: Value, dtype: Dtype): Value {
  if (value.dtype === dtype) return value
  const attributes = { Truncate: { kind: 'bool', value: false } } as const
  return builder.op('Cast', [value], { dtype, shape: value.shape }, attributes)
}
