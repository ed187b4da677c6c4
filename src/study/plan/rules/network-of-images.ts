/** Convolutional networks of four sizes, for images with sides of 8 to 32. */
import type { Json } from '../rule.ts'

export interface SizedNetwork {
  size: string
  layers: Json[] // without augmentation and outputs
}

const activation = 'relu'
const conv = (filters: number, options: Json = {}): Json[] => [
  { type: 'conv2d', filters, kernelSize: 3, padding: 'same', useBias: false, ...options },
  { type: 'batchNorm' },
  { type: 'activation', activation },
]
const pool: Json = { type: 'maxPool2d' }
const half = { strides: 2 }

/** Smallest first. */
export function imageNetworks([height = 1, width = 1]: readonly number[]): SizedNetwork[] {
  const isTiny = Math.min(height, width) < 12 // one halving less
  const halved = isTiny ? [] : [pool]
  return [
    { size: 'tiny', layers: [...conv(16, half), ...conv(32, isTiny ? {} : half)] },
    {
      size: 'small',
      layers: [...conv(16), ...halved, ...conv(32), pool, ...conv(64)],
    },
    {
      size: 'medium',
      layers: [...conv(32), ...halved, ...conv(64), pool, ...conv(128)],
    },
    {
      size: 'large',
      layers: [...conv(32), ...conv(32), ...halved, ...conv(64), ...conv(64), pool, ...conv(128)],
    },
  ]
}
