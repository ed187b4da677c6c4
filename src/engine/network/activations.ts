/** Activation functions by name, element by element. */

import type { Tensor, Tf } from '../tensorflow.ts'
import type { Initializer } from './initializers.ts'

export interface Activation {
  apply(tf: Tf, x: Tensor): Tensor
  initializer: Initializer // of the kernel that feeds it
}

export const activations = {
  linear: { apply: (_tf, x) => x, initializer: 'glorotUniform' },
  relu: { apply: (tf, x) => tf.relu(x), initializer: 'heUniform' },
  tanh: { apply: (tf, x) => tf.tanh(x), initializer: 'glorotUniform' },
  sigmoid: { apply: (tf, x) => tf.sigmoid(x), initializer: 'glorotUniform' },
  elu: { apply: (tf, x) => tf.elu(x), initializer: 'heUniform' },
  gelu: { apply: gelu, initializer: 'heUniform' },
  softplus: { apply: (tf, x) => tf.softplus(x), initializer: 'heUniform' },
  // slope 0.01 (Maas et al. 2013), as PyTorch's default; tfjs-core's is 0.2
  leakyRelu: { apply: (tf, x) => tf.leakyRelu(x, 0.01), initializer: 'heUniform' },
  // Klambauer et al. 2017, "Self-normalizing neural networks", NeurIPS
  selu: { apply: (tf, x) => tf.selu(x), initializer: 'lecunUniform' },
  // Misra 2020, "Mish", BMVC
  mish: { apply: (tf, x) => tf.mul(x, tf.tanh(tf.softplus(x))), initializer: 'heUniform' },
  // also called swish; Elfwing, Uchibe & Doya 2018, Neural Networks 107
  silu: { apply: (tf, x) => tf.mul(x, tf.sigmoid(x)), initializer: 'heUniform' },
} as const satisfies Record<string, Activation>

type ActivationName = keyof typeof activations

export const activationNames = Object.keys(activations) as [ActivationName, ...ActivationName[]]

/** x · Φ(x) with the error function, as PyTorch's default (Hendrycks & Gimpel 2016). */
function gelu(tf: Tf, x: Tensor): Tensor {
  const cdf = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5)
  return tf.mul(x, cdf)
}
