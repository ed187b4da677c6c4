/** Gathers rows of a table: tfjs-node's own kernel reads the indices to check them, which a traced step must not. */
import type { Tensor, Tensor1D, Tf } from '../tensorflow.ts'
import { type Kernel, runKernel, typeAttribute } from './kernel.ts'

/**
 * @param table  [rows, width]
 * @param rows   int32 [count], each below the table's rows
 * @returns      [count, width]
 */
export function gatherRows(tf: Tf, table: Tensor, rows: Tensor): Tensor {
  return runKernel(tf, 'GatherRows', { table, rows })
}

export function gatherRowsKernels(tf: Tf): readonly Kernel[] {
  return [
    {
      name: 'GatherRows',
      op(runner, { table, rows }) {
        const { TF_FLOAT, TF_INT32 } = runner.binding
        const axis = tf.scalar(0, 'int32')
        const attributes = [
          { name: 'batch_dims', type: runner.binding.TF_ATTR_INT, value: 0 },
          typeAttribute(runner, 'Tparams', TF_FLOAT),
          typeAttribute(runner, 'Tindices', TF_INT32),
          typeAttribute(runner, 'Taxis', TF_INT32),
        ]
        const found = runner.executeSingleOutput('GatherV2', attributes, [table!, rows!, axis])
        axis.dispose()
        return found
      },
      composed: ({ table, rows }) => tf.gather(table!, rows as Tensor1D),
      gradient: {
        inputsToSave: ['table', 'rows'],
        gradFunc: (dy, [table, rows]) => ({
          table: () => tf.unsortedSegmentSum(dy as Tensor, rows as Tensor1D, table!.shape[0]!),
          rows: () => tf.zerosLike(rows!),
        }),
      },
    },
  ]
}
