/**
 * Kernels that tfjs-core lacks, for both backends, and gradients that use them. On the TensorFlow backend each is one
 * op, so that a traced step holds the op itself; in JavaScript it is composed of tfjs-core ops.
 */
import { uniforms } from './rng.ts'
import type { Tensor, Tensor2D, Tf } from './tensorflow.ts'

/** The part of tfjs-node's backend that runs a TensorFlow op by its name. */
interface OpRunner {
  binding: { TF_ATTR_TYPE: number; TF_FLOAT: number; TF_INT32: number }
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: Tensor[]): Tensor
  executeMultipleOutputs(
    op: string,
    attributes: OpAttribute[],
    inputs: Tensor[],
    outputCount: number,
  ): Tensor[]
}

interface OpAttribute {
  name: string
  type: number
  value: number
}

type Kernel = (
  tf: Tf,
  inputs: Record<string, Tensor>,
  attributes: Record<string, unknown>,
) => Tensor | Tensor[]

type Op = (
  runner: OpRunner,
  tf: Tf,
  inputs: Record<string, Tensor>,
  attributes: Record<string, unknown>,
) => Tensor | Tensor[]

/**
 * Uniform noise in [0, 1) of `shape`: the same for the same seed, whatever was drawn before. The two backends draw
 * different numbers.
 *
 * @param seed  int32 [2]
 */
export function statelessUniform(tf: Tf, seed: Tensor, shape: readonly number[]): Tensor {
  return tf.engine().runKernel('StatelessRandomUniform', { seed }, { shape: [...shape] }) as Tensor
}

/**
 * Cross-entropy of each row, from logits and class indices.
 *
 * @param logits  [batch, classes]
 * @param labels  int32 [batch]
 * @returns       [batch], in nats
 */
export function sparseCrossEntropy(tf: Tf, logits: Tensor, labels: Tensor): Tensor {
  const inputs = { features: logits, labels }
  const [loss] = tf.engine().runKernel('SparseSoftmaxCrossEntropyWithLogits', inputs) as Tensor[]
  return loss!
}

/** Makes the kernels known for the backend in use. */
export function registerKernels(tf: Tf, backendName: 'tensorflow' | 'cpu'): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const given = inputs as Record<string, Tensor>
        const attributes = (attrs ?? {}) as Record<string, unknown>
        if (backendName === 'cpu') return tf.tidy(() => kernel.composed(tf, given, attributes))
        return kernel.op(backend as OpRunner, tf, given, attributes)
      },
    })
  }
  registerGradients(tf)
}

function registerGradients(tf: Tf): void {
  tf.registerGradient({
    kernelName: 'SparseSoftmaxCrossEntropyWithLogits',
    outputsToSave: [false, true],
    gradFunc: (dy, saved) => {
      const [ofLoss] = dy as Tensor[]
      const [backprop] = saved as Tensor[]
      return { features: () => tf.mul(tf.expandDims(ofLoss!, 1), backprop!) }
    },
  })
  // tfjs-core's own gradient of relu is six ops
  tf.unregisterGradient('Relu')
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => {
      const inputs = { gradients: dy as Tensor, features: y! }
      return { x: () => tf.engine().runKernel('ReluGrad', inputs) as Tensor }
    },
  })
}

const kernels: Record<string, { op: Op; composed: Kernel }> = {
  ReluGrad: {
    op: (runner, _tf, { gradients, features }) =>
      runner.executeSingleOutput('ReluGrad', [floats(runner)], [gradients!, features!]),
    composed: (tf, { gradients, features }) => tf.mul(gradients!, tf.step(features!)),
  },
  SparseSoftmaxCrossEntropyWithLogits: {
    op: (runner, _tf, { features, labels }) =>
      runner.executeMultipleOutputs(
        'SparseSoftmaxCrossEntropyWithLogits',
        [floats(runner), typeAttribute(runner, 'Tlabels', runner.binding.TF_INT32)],
        [features!, labels!],
        2,
      ),
    composed: (tf, { features, labels }) => {
      const oneHot = tf.oneHot(labels!, features!.shape[1]!)
      const logProbabilities = tf.logSoftmax(features as Tensor2D)
      return [
        tf.neg(tf.sum(tf.mul(oneHot, logProbabilities), 1)),
        tf.sub(tf.exp(logProbabilities), oneHot),
      ]
    },
  },
  StatelessRandomUniform: {
    op: (runner, tf, { seed }, { shape }) => {
      const lengths = tf.tensor1d(shape as number[], 'int32')
      const attributes = [
        typeAttribute(runner, 'dtype', runner.binding.TF_FLOAT),
        typeAttribute(runner, 'T', runner.binding.TF_INT32),
        typeAttribute(runner, 'Tseed', runner.binding.TF_INT32),
      ]
      const noise = runner.executeSingleOutput('StatelessRandomUniform', attributes, [
        lengths,
        seed!,
      ])
      lengths.dispose()
      return noise
    },
    composed: (tf, { seed }, { shape }) => {
      const [key, counter] = seed!.dataSync() as Int32Array
      const stream = { seed: key! >>> 0, purpose: 'noise', stream: counter! >>> 0 } as const
      const lengths = shape as number[]
      return tf.tensor(uniforms(stream, tf.util.sizeFromShape(lengths)), lengths)
    },
  },
}

function floats(runner: OpRunner): OpAttribute {
  return typeAttribute(runner, 'T', runner.binding.TF_FLOAT)
}

function typeAttribute(runner: OpRunner, name: string, value: number): OpAttribute {
  return { name, type: runner.binding.TF_ATTR_TYPE, value }
}
