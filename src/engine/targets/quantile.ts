/**
 * Linear between the points (scores, values), and beyond the last ones: the first value, plus the length that y has
 * covered of each segment times its slope.
 */
import { defineInverse } from './inverse.ts'

const endless = 1e30

export const quantile = defineInverse<{ values: number[]; scores: number[] }>({
  parameters(fitted) {
    // where values repeat, folds have fewer segments: those that are missing have no length
    const most = Math.max(...fitted.map(({ values }) => values.length)) - 1
    const segments = (of: (at: number, lane: (typeof fitted)[number]) => number) =>
      fitted.map((lane) =>
        Array.from({ length: most }, (_, at) => (at < lane.values.length - 1 ? of(at, lane) : 0)),
      )
    return {
      first: fitted.map(({ values }) => values[0]!),
      from: segments((at, { scores }) => scores[at]!),
      low: segments((at) => (at === 0 ? -endless : 0)),
      high: segments((at, { scores }) =>
        at === scores.length - 2 ? endless : scores[at + 1]! - scores[at]!,
      ),
      slope: segments((at, { values, scores }) => {
        return (values[at + 1]! - values[at]!) / (scores[at + 1]! - scores[at]!)
      }),
    }
  },
  restore(tf, y, { first, from, low, high, slope }) {
    const beyond = tf.sub(tf.expandDims(y, 2), from!)
    const covered = tf.minimum(tf.maximum(beyond, low!), high!)
    return tf.add(tf.sum(tf.mul(covered, slope!), 2), first!)
  },
})
