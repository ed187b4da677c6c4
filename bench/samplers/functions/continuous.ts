/** Defines functions of 2 to 20 real numbers. Their optima are moved away from the middle and the ends of the axes. */
import {
  float,
  holes,
  scattered,
  sum,
  type TestFunction,
  testFunction,
  vector,
} from './test-function.ts'

/** Between 0.2 and 0.8 of [−1, 1] times the half width. */
const moved = (i: number) => 1.2 * scattered(i) - 0.6

export const hartmann6 = (x: readonly number[]): number =>
  -sum(
    alphas.map(
      (alpha, k) =>
        alpha * Math.exp(-sum(x.map((value, i) => a[k]![i]! * (value - p[k]![i]! / 10_000) ** 2))),
    ),
  )

export const hartmannOptimum = -3.322368011

const alphas = [1, 1.2, 3, 3.2]
const a = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
]
const p = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
]

export const continuous: readonly TestFunction[] = [
  testFunction({
    name: 'branin',
    family: 'continuous',
    about: '2 floats, three equal minima',
    half: 'tuning',
    space: { x0: float(-5, 10), x1: float(0, 15) },
    optimum: 0.39788735773,
    evaluate(params) {
      const [x, y] = vector(params, 2) as [number, number]
      const valley = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6
      return [valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10]
    },
  }),
  testFunction({
    name: 'levy4',
    family: 'continuous',
    about: '4 floats, waves on a bowl',
    half: 'tuning',
    space: holes(4, float(-10, 10)),
    evaluate(params) {
      const w = vector(params, 4).map((x, i) => 1 + (x - 5 * moved(i)) / 4)
      const last = w[3]!
      const ends =
        Math.sin(Math.PI * w[0]!) ** 2 + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2)
      const inner = w
        .slice(0, 3)
        .map((value) => (value - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * value + 1) ** 2))
      return [ends + sum(inner)]
    },
  }),
  testFunction({
    name: 'rosenbrock5',
    family: 'continuous',
    about: '5 floats, a bent valley',
    half: 'tuning',
    space: holes(5, float(-2, 2)),
    evaluate(params) {
      const x = vector(params, 5)
      const terms = x.slice(1).map((next, i) => 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2)
      return [sum(terms)]
    },
  }),
  testFunction({
    name: 'ellipsoid20',
    family: 'continuous',
    about: '20 floats, axes weighted 1 to 100',
    half: 'tuning',
    space: holes(20, float(-5, 5)),
    evaluate(params) {
      return [sum(vector(params, 20).map((x, i) => 100 ** (i / 19) * (x - 5 * moved(i)) ** 2))]
    },
  }),
  testFunction({
    name: 'rastrigin3',
    family: 'continuous',
    about: '3 floats, many minima',
    half: 'reporting',
    space: holes(3, float(-5, 5)),
    evaluate(params) {
      const z = vector(params, 3).map((x, i) => x - 5 * moved(i + 30))
      return [sum(z.map((value) => value ** 2 + 10 - 10 * Math.cos(2 * Math.PI * value)))]
    },
  }),
  testFunction({
    name: 'hartmann6',
    family: 'continuous',
    about: '6 floats, six minima',
    half: 'reporting',
    space: holes(6, float(0, 1)),
    optimum: hartmannOptimum,
    evaluate: (params) => [hartmann6(vector(params, 6))],
  }),
  testFunction({
    name: 'ackley10',
    family: 'continuous',
    about: '10 floats, a funnel with ripples',
    half: 'reporting',
    space: holes(10, float(-15, 15)),
    evaluate(params) {
      const z = vector(params, 10).map((x, i) => x - 15 * moved(i + 40))
      const radius = Math.sqrt(sum(z.map((value) => value ** 2)) / 10)
      const waves = sum(z.map((value) => Math.cos(2 * Math.PI * value))) / 10
      return [20 - 20 * Math.exp(-0.2 * radius) + Math.E - Math.exp(waves)]
    },
  }),
  testFunction({
    name: 'sparse20',
    family: 'continuous',
    about: '20 floats of which 5 matter, in pairs',
    half: 'reporting',
    space: holes(20, float(-1, 1)),
    evaluate(params) {
      const z = vector(params, 20).map((x, i) => x - moved(i + 60))
      const [p, q, r, s, t] = [z[1]!, z[5]!, z[8]!, z[13]!, z[18]!]
      return [4 * (p - q) ** 2 + (p + q) ** 2 + 4 * (r + s) ** 2 + (r - s) ** 2 + 2 * t ** 2]
    },
  }),
]
