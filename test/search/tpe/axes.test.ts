import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tpeAxes } from '../../../src/search/tpe/axes.ts'
import { spaceOf } from '../space-arbitrary.ts'

const space = spaceOf({
  long: { $int: { low: 1, high: 3000, log: true } },
  short: { $int: { low: 4, high: 256, log: true } },
  even: { $int: { low: 0, high: 40, step: 2 } },
  stepped: { $float: { low: 0, high: 1, step: 0.1 } },
  sizes: { $choice: [32, 8, 128] },
})

function valuesOf(name: string): number[] {
  const { domain } = space.parameters.find((parameter) => parameter.name === name)!
  if (domain.type === 'choice') return domain.options.map(Number)
  const step = domain.step ?? 1
  const count = Math.round((domain.high - domain.low) / step) + 1
  return Array.from({ length: count }, (_, k) => Number((domain.low + k * step).toPrecision(12)))
}

test('the coordinate of a step leads back to it, also among thousands on a log scale', () => {
  for (const { parameter, toCoordinate: coordinateOf, valueAt } of tpeAxes(space)) {
    for (const value of valuesOf(parameter.name)) {
      assert.equal(valueAt(coordinateOf(value)), value, parameter.name)
    }
  }
})

test('the cells of a stepped axis fill the unit interval', () => {
  for (const { parameter, toCoordinate: coordinateOf, widthAt } of tpeAxes(space)) {
    const widths = valuesOf(parameter.name).map((value) => widthAt(coordinateOf(value)))
    const sum = widths.reduce((total, width) => total + width, 0)
    assert.ok(Math.abs(sum - 1) < 1e-9, `${parameter.name}: ${sum}`)
  }
})
