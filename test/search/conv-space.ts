/** The example space shared by the tests of `space/`: a repeat that grows, and a choice of branches. */
import type { Params } from '../../src/search/space/params.ts'
import { spaceOf } from './space-arbitrary.ts'

export const conv = spaceOf({
  layers: [
    {
      $repeat: {
        times: { $int: { low: 1, high: 4 } },
        growth: { filters: 2 },
        layer: { type: 'conv2d', filters: 8, kernelSize: { $choice: [3, 5] } },
      },
    },
    { type: 'flatten' },
  ],
  optimizer: {
    $choice: [
      { type: 'adam', learningRate: { $float: { low: 1e-4, high: 1e-2, log: true } } },
      { type: 'sgd', momentum: 0.9 },
    ],
  },
})
export const params: Params = { 'layers[0].times': 3, 'layers[0].kernelSize': 5, optimizer: 'sgd' }
