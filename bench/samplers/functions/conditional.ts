/** Defines functions on spaces in which some parameters exist only for certain values of others. */
import { float, int, sum, type TestFunction, testFunction } from './test-function.ts'

const rate = float(1e-5, 1, true)

export const conditional: readonly TestFunction[] = [
  testFunction({
    name: 'branches',
    family: 'conditional',
    about: 'one of three optimizers with 1 to 3 parameters of its own, and 2 shared ones',
    half: 'tuning',
    space: {
      optimizer: {
        $choice: [
          { type: 'sgd', rate, momentum: float(0, 0.99) },
          { type: 'adam', rate, beta1: float(0.5, 0.999), beta2: float(0.8, 0.9999) },
          { type: 'adagrad', rate },
        ],
      },
      width: int(8, 512, true),
      dropout: float(0, 0.8),
    },
    evaluate(params) {
      const shared =
        0.4 * (Math.log10(Number(params.width)) - 2.1) ** 2 + (Number(params.dropout) - 0.25) ** 2
      const off = (branch: string, best: number) =>
        (Math.log10(Number(params[`optimizer[${branch}].rate`])) - best) ** 2
      if (params.optimizer === 'sgd') {
        const momentum = Number(params['optimizer[sgd].momentum'])
        return [shared + 0.05 + 0.3 * off('sgd', -1 - momentum) + (momentum - 0.85) ** 2]
      }
      if (params.optimizer === 'adam') {
        const [beta1, beta2] = ['beta1', 'beta2'].map((name) =>
          Number(params[`optimizer[adam].${name}`]),
        )
        return [shared + 0.4 * off('adam', -2.8) + (beta1! - 0.88) ** 2 + 3 * (beta2! - 0.97) ** 2]
      }
      return [shared + 0.15 + 0.2 * off('adagrad', -1.5)]
    },
  }),
  testFunction({
    name: 'layers',
    family: 'conditional',
    about: '1 to 4 layers, each with a width and an activation, and a log float',
    half: 'reporting',
    space: {
      layers: [
        {
          $repeat: {
            times: int(1, 4),
            each: true,
            layer: {
              type: 'dense',
              units: int(4, 256, true),
              activation: { $choice: ['relu', 'tanh', 'sigmoid'] },
            },
          },
        },
      ],
      rate,
    },
    evaluate(params) {
      const depth = Number(params['layers[0].times'])
      const layers = Array.from({ length: depth }, (_, i) => {
        const units = Number(params[`layers[0][${i}].units`])
        const activation = String(params[`layers[0][${i}].activation`])
        const cost = { relu: 0, tanh: 0.08, sigmoid: 0.3 }[activation]!
        return (Math.log2(units) - (7 - i)) ** 2 / 12 + cost
      })
      const shallow = [0.9, 0.35, 0, 0.1][depth - 1]!
      const slope = Math.log10(Number(params.rate)) + 2 + 0.3 * depth
      return [shallow + sum(layers) + 0.3 * slope ** 2]
    },
  }),
]
