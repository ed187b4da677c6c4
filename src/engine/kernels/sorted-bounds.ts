/** Binary search in sorted values, which tfjs-node lacks. */
import type { Tensor, Tf } from '../tensorflow.ts'
import { type Kernel, runKernel, typeAttribute } from './kernel.ts'

/**
 * How many of the sorted values are below each value. No gradient.
 *
 * @param sorted  [groups, count], ascending
 * @param values  [groups, any]
 * @returns       int32, like `values`
 */
export function countBelow(tf: Tf, sorted: Tensor, values: Tensor): Tensor {
  return runKernel(tf, 'LowerBound', { sorted, values })
}

/** How many of the sorted values are below or equal to each value. */
export function countUpTo(tf: Tf, sorted: Tensor, values: Tensor): Tensor {
  return runKernel(tf, 'UpperBound', { sorted, values })
}

export function sortedBoundsKernels(tf: Tf): readonly Kernel[] {
  const bounds = [
    ['LowerBound', 'left'],
    ['UpperBound', 'right'],
  ] as const
  return bounds.map(([name, side]) => ({
    name,
    op(runner, { sorted, values }) {
      const { TF_FLOAT, TF_INT32 } = runner.binding
      const attributes = [
        typeAttribute(runner, 'T', TF_FLOAT),
        typeAttribute(runner, 'out_type', TF_INT32),
      ]
      return runner.executeSingleOutput(name, attributes, [sorted!, values!])
    },
    composed: ({ sorted, values }) => tf.searchSorted(sorted!, values!, side),
  }))
}
