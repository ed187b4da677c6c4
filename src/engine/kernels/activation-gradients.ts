/** Gradients of activations as single TensorFlow ops: tfjs-core's own take six ops for relu and three for tanh. */
import type { Tensor, Tf } from '../tensorflow.ts'
import { floats, type Kernel, runKernel } from './kernel.ts'

export const activationKernels = (tf: Tf): readonly Kernel[] => [
  {
    name: 'ReluGrad',
    op: (runner, { dy, y }) => runner.executeSingleOutput('ReluGrad', [floats(runner)], [dy!, y!]),
    composed: ({ dy, y }) => tf.mul(dy!, tf.step(y!)),
  },
  {
    name: 'TanhGrad',
    op: (runner, { dy, y }) => runner.executeSingleOutput('TanhGrad', [floats(runner)], [y!, dy!]),
    composed: ({ dy, y }) => tf.mul(dy!, tf.sub(1, tf.square(y!))),
  },
  {
    name: 'SigmoidGrad',
    op: (runner, { dy, y }) =>
      runner.executeSingleOutput('SigmoidGrad', [floats(runner)], [y!, dy!]),
    composed: ({ dy, y }) => tf.mul(dy!, tf.mul(y!, tf.sub(1, y!))),
  },
]

export function registerActivationGradients(tf: Tf): void {
  for (const kernelName of ['Relu', 'Tanh', 'Sigmoid']) {
    tf.unregisterGradient(kernelName)
    tf.registerGradient({
      kernelName,
      outputsToSave: [true],
      gradFunc: (dy, [y]) => ({
        x: () => runKernel(tf, `${kernelName}Grad`, { dy: dy as Tensor, y: y! }),
      }),
    })
  }
}
