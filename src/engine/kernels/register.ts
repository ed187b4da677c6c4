/** Registers the kernels that tfjs-core lacks, and single-op gradients for some of its own. */
import type { Tf } from '../tensorflow.ts'
import { activationKernels, registerActivationGradients } from './activation-gradients.ts'
import { crossEntropyKernels } from './cross-entropy.ts'
import { gatherRowsKernels } from './gather-rows.ts'
import { groupConvolutionKernels } from './group-convolution.ts'
import type { Kernel, OpRunner } from './kernel.ts'
import { linearKernels } from './linear.ts'
import { sortedBoundsKernels } from './sorted-bounds.ts'
import { statelessUniformKernels } from './stateless-uniform.ts'
import { transformImagesKernels } from './transform-images.ts'

export function registerKernels(tf: Tf, backendName: 'tensorflow' | 'cpu'): void {
  const kernels = [
    activationKernels,
    linearKernels,
    groupConvolutionKernels,
    crossEntropyKernels,
    gatherRowsKernels,
    sortedBoundsKernels,
    statelessUniformKernels,
    transformImagesKernels,
  ].flatMap((make) => make(tf))
  for (const { name, op, composed, gradient, isSupported } of kernels) {
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const given = inputs as Parameters<Kernel['composed']>[0]
        const attributes = (attrs ?? {}) as Record<string, unknown>
        const runner = backend as OpRunner
        if (backendName === 'tensorflow' && isSupported?.(runner) !== false) {
          return op(runner, given, attributes)
        }
        return tf.tidy(() => composed(given, attributes))
      },
    })
    if (gradient && !tf.getGradient(name)) tf.registerGradient({ kernelName: name, ...gradient })
  }
  registerActivationGradients(tf)
}
