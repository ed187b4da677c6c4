/** Epochs as native calls of a compiled graph. */
import { type GroupInputs, inOrder } from './compile/group.ts'
import type { CompiledGraph } from './graph/compiled-graph.ts'
import type { GroupRunner } from './group-runner.ts'
import { type GroupSetting, settingInputs } from './group-setting.ts'
import { flattenState, unflattenState } from './group-state.ts'
import type { Tensor, Tf } from './tensorflow.ts'

export function compiledRunner(tf: Tf, setting: GroupSetting, graph: CompiledGraph): GroupRunner {
  const { lanes, folds, batches, optimizer, network } = setting
  return {
    async run(before, { count, before: done, order, numbers }) {
      const updates = count * batches.count
      const own = tf.tidy(() => [
        tf.scalar(count, 'int32'),
        tf.scalar(done.epochs, 'int32'),
        tf.scalar(done.updates, 'int32'),
        tf.tensor3d(order, [count, folds, batches.count * batches.size], 'int32'),
        tf.tensor4d(numbers, [updates, optimizer.numberNames.length, lanes, 1]),
      ])
      const [epochCount, epochsBefore, updatesBefore, orderTensor, numbersTensor] = own as [
        Tensor,
        Tensor,
        Tensor,
        Tensor,
        Tensor,
      ]
      const inputs: GroupInputs<Tensor> = {
        epochCount,
        epochsBefore,
        updatesBefore,
        order: orderTensor,
        numbers: numbersTensor,
        trainX: setting.train.x,
        trainY: setting.train.y,
        validationX: setting.validation.x,
        validationY: setting.validation.y,
        setting: settingInputs(setting),
        state: flattenState(before),
      }
      const [sums, ...after] = graph.run(inOrder(inputs)) as [Tensor, ...Tensor[]]
      const values = sums.dataSync() as Float32Array
      tf.dispose([...own, sums])
      const state = unflattenState(after, before)
      return { state, sums: partedSums(values, network.sumCount) }
    },
  }
}

/** [epochs, lanes, both parts' sums] as one array a part. */
function partedSums(values: Float32Array, sumCount: number) {
  const rows = values.length / (2 * sumCount)
  const [train, validation] = [0, 1].map((part) => {
    const sums = new Float32Array(rows * sumCount)
    for (let row = 0; row < rows; row++) {
      const from = row * 2 * sumCount + part * sumCount
      sums.set(values.subarray(from, from + sumCount), row * sumCount)
    }
    return sums
  }) as [Float32Array, Float32Array]
  return { train, validation }
}
