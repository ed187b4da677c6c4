/** Uniform noise as a pure function of its seed. */
import { uniforms } from '../rng.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { type Kernel, runKernel, typeAttribute } from './kernel.ts'

/**
 * Uniform noise in [0, 1) of `shape`: the same for the same seed, whatever was drawn before. The two backends give
 * different numbers.
 *
 * @param seed  int32 [2]
 */
export function statelessUniform(tf: Tf, seed: Tensor, shape: readonly number[]): Tensor {
  return runKernel(tf, 'StatelessRandomUniform', { seed }, { shape: [...shape] })
}

export function statelessUniformKernels(tf: Tf): readonly Kernel[] {
  return [
    {
      name: 'StatelessRandomUniform',
      op: (runner, { seed }, { shape }) => {
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
      composed: ({ seed }, { shape }) => {
        const [key, counter] = seed!.dataSync() as Int32Array
        const stream = { seed: key! >>> 0, purpose: 'noise', stream: counter! >>> 0 } as const
        const lengths = shape as number[]
        return tf.tensor(uniforms(stream, tf.util.sizeFromShape(lengths)), lengths)
      },
    },
  ]
}
