/** Matrix product and bias as ops that TensorFlow can fuse with each other and with an activation. */
import type { Tensor, Tensor2D, Tf } from '../tensorflow.ts'
import { floats, type Kernel, runKernel } from './kernel.ts'

/** Product of two matrices: tfjs-core's own uses the batched op, which is not fused. */
export function matMul(tf: Tf, a: Tensor, b: Tensor): Tensor {
  return runKernel(tf, 'MatMul', { a, b }, { transposeA: false, transposeB: false })
}

/**
 * @param x     [rows, …, channels]
 * @param bias  [channels]
 */
export function addBias(tf: Tf, x: Tensor, bias: Tensor): Tensor {
  return runKernel(tf, 'BiasAdd', { x, bias })
}

export function linearKernels(tf: Tf): readonly Kernel[] {
  const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean) =>
    runKernel(tf, 'MatMul', { a, b }, { transposeA, transposeB })
  return [
    {
      name: 'MatMul',
      op: (runner, { a, b }, { transposeA, transposeB }) =>
        runner.executeSingleOutput(
          'MatMul',
          [
            floats(runner),
            { name: 'transpose_a', type: runner.binding.TF_ATTR_BOOL, value: transposeA },
            { name: 'transpose_b', type: runner.binding.TF_ATTR_BOOL, value: transposeB },
          ],
          [a!, b!],
        ),
      composed: ({ a, b }, { transposeA, transposeB }) =>
        tf.matMul(a as Tensor2D, b as Tensor2D, transposeA as boolean, transposeB as boolean),
      gradient: {
        inputsToSave: ['a', 'b'],
        gradFunc: (dy, [a, b]) => ({
          a: () => product(dy as Tensor, b!, false, true),
          b: () => product(a!, dy as Tensor, true, false),
        }),
      },
    },
    {
      name: 'BiasAdd',
      op: (runner, { x, bias }) =>
        runner.executeSingleOutput('BiasAdd', [floats(runner)], [x!, bias!]),
      composed: ({ x, bias }) => tf.add(x!, bias!),
      gradient: {
        gradFunc: (dy) => ({
          x: () => dy as Tensor,
          bias: () => runKernel(tf, 'BiasAddGrad', { dy: dy as Tensor }),
        }),
      },
    },
    {
      name: 'BiasAddGrad',
      op: (runner, { dy }) => runner.executeSingleOutput('BiasAddGrad', [floats(runner)], [dy!]),
      composed: ({ dy }) =>
        tf.sum(
          dy!,
          dy!.shape.slice(0, -1).map((_, axis) => axis),
        ),
    },
  ]
}
