/** Cross-entropy of logits and class indices, with its gradient from the same op. */
import type { Tensor, Tensor2D, Tf } from '../tensorflow.ts'
import { floats, type Kernel, typeAttribute } from './kernel.ts'

/**
 * Cross-entropy of each row.
 *
 * @param logits  [rows, classes]
 * @param labels  [rows], class indices; int32 where the device has the op
 * @returns       [rows], in nats
 */
export function sparseCrossEntropy(tf: Tf, logits: Tensor, labels: Tensor): Tensor {
  const inputs = { features: logits, labels }
  const [loss] = tf.engine().runKernel('SparseSoftmaxCrossEntropyWithLogits', inputs) as Tensor[]
  return loss!
}

/**
 * @param labels  [rows], class indices, int32 or float32
 * @returns       float32 [rows, classes]
 */
export function toOneHot(tf: Tf, labels: Tensor, classes: number): Tensor {
  const ofRows = tf.expandDims(tf.cast(labels, 'float32'), 1)
  return tf.cast(tf.equal(ofRows, tf.range(0, classes, 1, 'float32')), 'float32')
}

export function crossEntropyKernels(tf: Tf): readonly Kernel[] {
  return [
    {
      name: 'SparseSoftmaxCrossEntropyWithLogits',
      op: (runner, { features, labels }) => {
        const { isUsingGpuDevice, binding } = runner
        if (isUsingGpuDevice) {
          // its op has no fixed order of sums there; tf.logSoftmax has a maximum, which keeps XLA away
          return tf.tidy(() => {
            const logs = runner.executeSingleOutput('LogSoftmax', [floats(runner)], [features!])
            return lossAndGradient(tf, logs, labels!)
          })
        }
        return runner.executeMultipleOutputs(
          'SparseSoftmaxCrossEntropyWithLogits',
          [floats(runner), typeAttribute(runner, 'Tlabels', binding.TF_INT32)],
          [features!, labels!],
          2,
        )
      },
      composed: ({ features, labels }) =>
        lossAndGradient(tf, tf.logSoftmax(features as Tensor2D), labels!),
      gradient: {
        outputsToSave: [false, true],
        gradFunc: (dy, saved) => {
          const [ofLoss] = dy as Tensor[]
          const [backprop] = saved as Tensor[]
          return { features: () => tf.mul(tf.expandDims(ofLoss!, 1), backprop!) }
        },
      },
    },
  ]
}

/** @param logs  of the probabilities, [rows, classes] */
function lossAndGradient(tf: Tf, logs: Tensor, labels: Tensor): Tensor[] {
  const oneHot = toOneHot(tf, labels, logs.shape[1]!)
  return [tf.neg(tf.sum(tf.mul(oneHot, logs), 1)), tf.sub(tf.exp(logs), oneHot)]
}
