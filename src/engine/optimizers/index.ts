/** Every optimizer: a new one is a file and a line here. Loads no TensorFlow. */
import { adam } from './adam.ts'
import { adamw } from './adamw.ts'
import type { Optimizer } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

export const optimizers = { sgd, adam, adamw, rmsprop } as const satisfies Record<string, Optimizer>
