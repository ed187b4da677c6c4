/** Defines functions with two objectives; the regret is the difference to the largest hypervolume. */
import { hypervolume } from '../../../src/search/compare/hypervolume.ts'
import { float, holes, int, sum, type TestFunction, testFunction, vector } from './test-function.ts'

const zdtReference = [1.1, 6] as const

export const twoObjectives: readonly TestFunction[] = [
  testFunction({
    name: 'zdt1',
    family: 'two objectives',
    about: '6 floats, ZDT1',
    half: 'tuning',
    space: holes(6, float(0, 1)),
    reference: zdtReference,
    // below the reference point, above f₂ = 1 − √f₁
    optimum: zdtReference[1] - 1 / 3 + (zdtReference[0] - 1) * zdtReference[1],
    evaluate(params) {
      const [first, ...others] = vector(params, 6) as [number, ...number[]]
      const g = 1 + (9 * sum(others)) / others.length
      return [first, g * (1 - Math.sqrt(first / g))]
    },
  }),
  testFunction({
    name: 'error-and-cost',
    family: 'two objectives',
    about: '3 integers, a choice and a log float: error and the log of the cost of a network',
    half: 'reporting',
    space: {
      width: int(4, 64),
      depth: int(1, 8),
      kernel: { $choice: ['3', '5', '7'] },
      repeats: int(1, 4),
      rate: float(1e-4, 1, true),
    },
    reference: [1.5, 6],
    optimum: bestVolume(),
    evaluate({ width, depth, kernel, repeats, rate }) {
      const [error, cost] = network(Number(width), Number(depth), Number(kernel), Number(repeats))
      const best = -1.2 - 0.1 * Number(depth)
      return [error + 0.3 * (Math.log10(Number(rate)) - best) ** 2, cost]
    },
  }),
]

/** Error and cost of a network at its best learning rate. */
function network(width: number, depth: number, kernel: number, repeats: number) {
  const capacity = Math.log10(width) + 0.8 * Math.log10(depth) + 0.3 * Math.log10(repeats)
  const error = 1.2 * Math.exp(-1.1 * capacity) + (kernel === 5 ? 0 : 0.08) + 0.01 * repeats
  const cost = Math.log10(width ** 2 * depth * kernel ** 2 * repeats)
  return [error, cost] as [number, number]
}

function bestVolume(): number {
  const points: [number, number][] = []
  for (let width = 4; width <= 64; width++) {
    for (let depth = 1; depth <= 8; depth++) {
      for (const kernel of [3, 5, 7]) {
        for (let repeats = 1; repeats <= 4; repeats++) {
          points.push(network(width, depth, kernel, repeats))
        }
      }
    }
  }
  return hypervolume(points, [1.5, 6])
}
