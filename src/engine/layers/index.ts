/** Every layer: a new one is a file and a line here. Loads no TensorFlow. */
import { activation } from './activation.ts'
import { avgPool2d } from './avg-pool2d.ts'
import { batchNorm } from './batch-norm.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { dropout } from './dropout.ts'
import { flatten } from './flatten.ts'
import { globalAveragePool2d } from './global-average-pool2d.ts'
import type { Layer } from './layer.ts'
import { maxPool2d } from './max-pool2d.ts'

export const layers = {
  dense,
  conv2d,
  maxPool2d,
  avgPool2d,
  globalAveragePool2d,
  flatten,
  dropout,
  batchNorm,
  activation,
} as const satisfies Record<string, Layer>
