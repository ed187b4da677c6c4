/** Every loss: a new one is a file and a line here. Loads no TensorFlow. */
import { crossEntropy } from './cross-entropy.ts'
import { gaussianNll } from './gaussian-nll.ts'
import { huber } from './huber.ts'
import type { Loss } from './loss.ts'
import { meanAbsoluteError } from './mean-absolute-error.ts'
import { meanSquaredError } from './mean-squared-error.ts'

export const losses = {
  crossEntropy,
  meanSquaredError,
  meanAbsoluteError,
  huber,
  gaussianNll,
} as const satisfies Record<string, Loss>
