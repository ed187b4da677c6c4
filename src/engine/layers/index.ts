/** Every layer: a new one is a file and a line here. Loads no TensorFlow. */
import { activation } from './activation.ts'
import { augment } from './augment.ts'
import { avgPool2d } from './avg-pool2d.ts'
import { batchNorm } from './batch-norm.ts'
import { conv1d } from './conv1d.ts'
import { conv2d } from './conv2d.ts'
import { cutout } from './cutout.ts'
import { dense } from './dense.ts'
import { depthwiseConv2d } from './depthwise-conv2d.ts'
import { dropout } from './dropout.ts'
import { elastic } from './elastic.ts'
import { embedding } from './embedding.ts'
import { flatten } from './flatten.ts'
import { globalAveragePool2d } from './global-average-pool2d.ts'
import { globalMaxPool2d } from './global-max-pool2d.ts'
import { gru } from './gru.ts'
import type { Layer } from './layer.ts'
import { layerNorm } from './layer-norm.ts'
import { lstm } from './lstm.ts'
import { maxPool1d } from './max-pool1d.ts'
import { maxPool2d } from './max-pool2d.ts'
import { memberDense } from './member-dense.ts'
import { members } from './members.ts'
import { numericEmbedding } from './numeric-embedding.ts'
import { parametricActivation } from './parametric-activation.ts'
import { residual } from './residual.ts'
import { scaling } from './scaling.ts'
import { separableConv2d } from './separable-conv2d.ts'

export const layers = {
  dense,
  conv1d,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  maxPool1d,
  maxPool2d,
  avgPool2d,
  globalAveragePool2d,
  globalMaxPool2d,
  flatten,
  dropout,
  batchNorm,
  layerNorm,
  residual,
  lstm,
  gru,
  augment,
  cutout,
  elastic,
  embedding,
  numericEmbedding,
  activation,
  parametricActivation,
  scaling,
  members,
  memberDense,
} as const satisfies Record<string, Layer>
