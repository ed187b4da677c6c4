/** Defines functions with noise, and functions that fail in a part of their space, even near the optimum. */
import { hartmann6, hartmannOptimum } from './continuous.ts'
import {
  float,
  holes,
  int,
  scattered,
  sum,
  type TestFunction,
  testFunction,
  vector,
} from './test-function.ts'

export const disturbed: readonly TestFunction[] = [
  testFunction({
    name: 'noisy-bowl',
    family: 'noisy',
    about: '5 floats, noise of a tenth of the range that matters',
    half: 'tuning',
    space: holes(5, float(-1, 1)),
    noise: 0.1,
    evaluate(params) {
      const z = vector(params, 5).map((x, i) => x - 1.2 * (scattered(i + 400) - 0.5))
      return [sum(z.map((value, i) => (1 + i / 2) * value ** 2))]
    },
  }),
  testFunction({
    name: 'noisy-hartmann6',
    family: 'noisy',
    about: 'hartmann6 with noise of deviation 0.2',
    half: 'reporting',
    space: holes(6, float(0, 1)),
    noise: 0.2,
    optimum: hartmannOptimum,
    evaluate: (params) => [hartmann6(vector(params, 6))],
  }),
  testFunction({
    name: 'failing-half',
    family: 'failing',
    about: '4 floats; the trials beyond a plane, on which the optimum lies, fail',
    half: 'tuning',
    space: holes(4, float(0, 1)),
    evaluate(params) {
      const z = vector(params, 4).map((x, i) => x - 0.2 - 0.6 * scattered(i + 500))
      if (sum(z) > 0) return null
      return [sum(z.map((value, i) => (i + 1) * value ** 2))]
    },
  }),
  testFunction({
    name: 'failing-large',
    family: 'failing',
    about: 'a log float, 2 log integers and a choice; large steps and large networks fail',
    half: 'reporting',
    space: {
      rate: float(1e-5, 10, true),
      width: int(8, 2048, true),
      batch: int(8, 1024, true),
      kind: { $choice: ['a', 'b', 'c'] },
    },
    evaluate({ rate, width, batch, kind }) {
      const [r, w, b] = [rate, width, batch].map((value) => Math.log10(Number(value)))
      const cost = { a: 0.3, b: 0, c: 0.5 }[String(kind)]!
      if (w! + b! > 4.8 || r! + 0.5 * w! > 0.2) return null
      return [cost + (r! + 0.95) ** 2 + 0.5 * (w! - 2.3) ** 2 + 0.3 * (b! - 2.5) ** 2]
    },
  }),
]
