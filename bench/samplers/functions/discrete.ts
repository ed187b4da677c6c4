/** Defines functions of integers, logarithmic ranges and choices. */
import type { Params } from '../../../src/search/space/params.ts'
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

const letters = ['a', 'b', 'c', 'd', 'e', 'f']

/** The cost of an option, from 0 to 1; the best option of each choice costs 0. */
function worth(choice: number, option: number, options: number): number {
  const best = Math.floor(scattered(100 + 7 * choice) * options)
  return option === best ? 0 : 0.3 + 0.7 * scattered(200 + 10 * choice + option)
}

const optionOf = (params: Params, name: string) => letters.indexOf(String(params[name]))

export const discrete: readonly TestFunction[] = [
  testFunction({
    name: 'integer-bowl',
    family: 'integer',
    about: '6 integers from 0 to 50, turned',
    half: 'tuning',
    space: holes(6, int(0, 50)),
    evaluate(params) {
      const z = vector(params, 6).map((x, i) => (x - Math.round(10 + 30 * scattered(i + 70))) / 25)
      return [sum(z.map((value, i) => (i + 1) * (value - 0.5 * z[(i + 1) % 6]!) ** 2))]
    },
  }),
  testFunction({
    name: 'integer-steps',
    family: 'integer',
    about: '8 integers from 1 to 10, corners and products',
    half: 'reporting',
    space: holes(8, int(1, 10)),
    evaluate(params) {
      const z = vector(params, 8).map((x, i) => Math.abs(x - Math.round(2 + 7 * scattered(i + 80))))
      return [sum(z.map((value, i) => (1 + (i % 3)) * value + 0.5 * value * z[(i + 3) % 8]!))]
    },
  }),
  testFunction({
    name: 'log-valley',
    family: 'log',
    about: '4 log floats and a log integer, two of them bound together',
    half: 'tuning',
    space: {
      x0: float(1e-6, 1, true),
      x1: float(1e-5, 10, true),
      x2: float(1e-3, 1e3, true),
      x3: float(1e-8, 1e-2, true),
      x4: int(1, 1024, true),
    },
    evaluate(params) {
      const z = vector(params, 5).map(Math.log10)
      const size = z[4]! - Math.log10(90)
      const [rate, decay] = [z[0]! + 2.7 - size, z[1]! + 1.3]
      return [
        rate ** 2 +
          2 * (rate + decay) ** 2 +
          (z[2]! - 0.8) ** 2 +
          0.3 * (z[3]! + 5) ** 2 +
          size ** 2,
      ]
    },
  }),
  testFunction({
    name: 'log-ridge',
    family: 'log',
    about: '3 log floats and 2 log integers, flat above and below a ridge',
    half: 'reporting',
    space: {
      x0: float(1e-5, 1, true),
      x1: float(1e-6, 1e-1, true),
      x2: float(1e-2, 1e2, true),
      x3: int(8, 512, true),
      x4: int(16, 2048, true),
    },
    evaluate(params) {
      const z = vector(params, 5).map(Math.log10)
      const [units, batch] = [z[3]! - Math.log10(140), z[4]! - Math.log10(120)]
      const rate = z[0]! + 2.2 + 0.5 * units - batch
      const bend = (value: number) => value ** 2 / (1 + 0.2 * value ** 2)
      const terms = [
        2 * bend(rate),
        bend(z[1]! + 4.1 + rate),
        0.5 * bend(z[2]! - 0.4),
        units ** 2,
        0.5 * batch ** 2,
      ]
      return [sum(terms)]
    },
  }),
  testFunction({
    name: 'choices',
    family: 'categorical',
    about: '10 choices of 6 options, neighbours worth more together',
    half: 'tuning',
    space: holes(10, { $choice: letters }),
    evaluate(params) {
      const each = Array.from({ length: 10 }, (_, i) => worth(i, optionOf(params, `x${i}`), 6))
      return [sum(each) + 0.5 * sum(each.map((value, i) => value * each[(i + 1) % 10]!))]
    },
  }),
  testFunction({
    name: 'choices-and-numbers',
    family: 'categorical',
    about: '3 choices of 5 options, which move the optimum of 4 floats',
    half: 'reporting',
    space: {
      ...holes(4, float(0, 1)),
      c0: { $choice: letters.slice(0, 5) },
      c1: { $choice: letters.slice(0, 5) },
      c2: { $choice: letters.slice(0, 5) },
    },
    evaluate(params) {
      const options = [0, 1, 2].map((i) => optionOf(params, `c${i}`))
      const z = vector(params, 4).map(
        (x, i) => x - 0.2 - 0.6 * scattered(300 + 10 * i + options[i % 3]!),
      )
      const levels = options.map((option, i) => 0.2 * worth(10 + i, option, 5))
      return [sum(levels) + sum(z.map((value) => value ** 2))]
    },
  }),
]
