/** Scores of all lanes on tensors, computed from sums: graphs judge trials by them while training. */
import type { Tensor, Tf } from '../tensorflow.ts'
import type { SumLayout, SumName } from './layout.ts'
import type { PartFacts } from './of-sums.ts'

interface Given {
  layout: SumLayout
  sums: Tensor // [lanes, layout.count]
  scale: Tensor // [lanes], of the lane's fold
  support: Tensor | null // [lanes, classes]
}

export interface Score {
  /** The metric up to a constant, in the unit of scores; [lanes]. */
  value(tf: Tf, given: Given): Tensor
  /**
   * The factor of a fold's sum.
   *
   * @param spread  standard deviation of the fold's target, in the unit of scores
   */
  scale(part: PartFacts, spread: number): number
  /** The metric has the target's unit: the unit of scores is then the largest standard deviation. */
  inTargetUnits?: true
  needsSupport?: true
}

export const perRow = ({ rows }: PartFacts): number => 1 / rows

/** A metric that is a scaled sum. */
export const scaled =
  (...names: SumName[]): Score['value'] =>
  (tf, given) =>
    tf.mul(readSum(tf, given, names), given.scale)

/** A metric computed from counts by class. */
export const scoreOfClasses = (value: (tf: Tf, counts: Counts) => Tensor): Score => ({
  needsSupport: true,
  scale: () => 1,
  value: (tf, given) => {
    const { support } = given
    if (support === null) throw new Error('The score needs the number of rows of each class')
    return value(tf, {
      hits: readCounts(tf, given, 'hits'),
      chosen: readCounts(tf, given, 'chosen'),
      support,
    })
  },
})

/** The first of the named sums in the layout, [lanes]. */
function readSum(tf: Tf, { layout, sums }: Given, names: readonly SumName[]): Tensor {
  const found = names.flatMap((name) => layout.sums.find((sum) => sum.name === name) ?? [])[0]
  if (!found) throw new Error(`The sums of this training do not include ${names.join(' or ')}`)
  const lanes = sums.shape[0]!
  return tf.reshape(tf.slice(sums, [0, found.at], [lanes, 1]), [lanes])
}

/** By class, [lanes, classes] each. */
interface Counts {
  hits: Tensor
  chosen: Tensor
  support: Tensor
}

function readCounts(tf: Tf, { layout, sums }: Given, name: 'hits' | 'chosen'): Tensor {
  const found = layout.sums.find((sum) => sum.name === name)
  if (!found) throw new Error(`The sums of this training do not include ${name}`)
  return tf.slice(sums, [0, found.at], [sums.shape[0]!, found.width])
}

/** Above 0 for classes that are present or predicted. */
export function known(tf: Tf, { chosen, support }: Counts): Tensor {
  return tf.add(chosen, support)
}

/** The mean over the classes whose count is above 0. */
export function meanWhere(tf: Tf, values: Tensor, count: Tensor): Tensor {
  const counts = tf.cast(tf.greater(count, 0), 'float32')
  return tf.div(tf.sum(tf.mul(values, counts), 1), tf.sum(counts, 1))
}
