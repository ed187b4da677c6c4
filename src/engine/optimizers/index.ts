/** Every optimizer: a new one is a file and a line here. Loads no TensorFlow. */
import { adagrad } from './adagrad.ts'
import { adam } from './adam.ts'
import { adamax } from './adamax.ts'
import { adamw } from './adamw.ts'
import { lion } from './lion.ts'
import { nadam } from './nadam.ts'
import type { Optimizer } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

export const optimizers = {
  sgd,
  adam,
  adamw,
  nadam,
  adamax,
  rmsprop,
  adagrad,
  lion,
} as const satisfies Record<string, Optimizer>
