import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  scrambledSobol,
  sobolBits,
  sobolDimensions,
} from '../../../src/search/math/sobol-points.ts'

test('plain points are those of scipy', () => {
  // scipy 1.17.1 scipy.stats.qmc.Sobol(64, scramble=False), dimensions counted from 0
  const dimensions = [0, 1, 2, 3, 7, 20, 40, 63]
  const reference: [number, number[]][] = [
    [0, [0, 0, 0, 0, 0, 0, 0, 0]],
    [1, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
    [2, [0.75, 0.25, 0.25, 0.25, 0.75, 0.25, 0.25, 0.75]],
    [3, [0.25, 0.75, 0.75, 0.75, 0.25, 0.75, 0.75, 0.25]],
    [5, [0.875, 0.875, 0.125, 0.375, 0.375, 0.625, 0.375, 0.625]],
    [100, [0.4140625, 0.2578125, 0.7734375, 0.7265625, 0.4765625, 0.7578125, 0.7109375, 0.6484375]],
    [
      777,
      [
        0.6923828125, 0.9365234375, 0.1630859375, 0.2744140625, 0.7626953125, 0.2373046875,
        0.7216796875, 0.4267578125,
      ],
    ],
    [
      1023,
      [
        0.0009765625, 0.7529296875, 0.6123046875, 0.1455078125, 0.6181640625, 0.8662109375,
        0.6318359375, 0.0400390625,
      ],
    ],
  ]
  for (const [index, point] of reference) {
    assert.deepEqual(
      dimensions.map((dimension) => sobolBits(index, dimension) / 2 ** 32),
      point,
    )
  }
  assert.throws(() => sobolBits(0, sobolDimensions), RangeError)
})

test('scrambled points stay a net: every dyadic interval of every aligned block holds one', () => {
  for (const dimension of [0, 1, 13, 63, 64, 100]) {
    for (const start of [0, 256, 4096]) {
      const cells = Array.from({ length: 256 }, (_, at) =>
        Math.floor(scrambledSobol(start + at, dimension, 5) * 256),
      )
      assert.equal(new Set(cells).size, 256, `dimension ${dimension} from ${start}`)
    }
  }
})

test('the first two dimensions stay a (0, 2)-net: every box of area 1/256 holds one point', () => {
  for (let log = 0; log <= 8; log++) {
    const boxes = Array.from({ length: 256 }, (_, at) => {
      const [x, y] = [scrambledSobol(at, 0, 9), scrambledSobol(at, 1, 9)]
      return `${Math.floor(x * 2 ** log)} ${Math.floor(y * 2 ** (8 - log))}`
    })
    assert.equal(new Set(boxes).size, 256)
  }
})

test('over seeds a coordinate is uniform, and its bits and its dimensions are independent', () => {
  // 4,000 seeds; each mean of ±1 has deviation 1/63, so five of them fail once in two million
  const seeds = Array.from({ length: 4_000 }, (_, seed) => seed * 7919 - 5)
  const meanOf = (sign: (seed: number) => number) =>
    seeds.reduce((sum, seed) => sum + sign(seed), 0) / seeds.length
  const bitOf =
    (dimension: number, bit: number, index = 3) =>
    (seed: number) =>
      Math.floor(scrambledSobol(index, dimension, seed) * 2 ** bit) % 2 === 0 ? 1 : -1
  const limit = 5 / Math.sqrt(seeds.length)
  for (const bit of [1, 2, 3, 8, 20]) {
    assert.ok(Math.abs(meanOf(bitOf(0, bit))) < limit)
    assert.ok(Math.abs(meanOf((seed) => bitOf(0, bit)(seed) * bitOf(1, bit)(seed))) < limit)
    assert.ok(Math.abs(meanOf((seed) => bitOf(2, bit)(seed) * bitOf(66, bit)(seed))) < limit)
    assert.ok(Math.abs(meanOf((seed) => bitOf(0, bit)(seed) * bitOf(0, bit + 1)(seed))) < limit)
  }
})

test('integrates a smooth function far better than random points would', () => {
  const f = (u: number, v: number) => Math.exp(u) * Math.sin(Math.PI * v)
  const exact = ((Math.E - 1) * 2) / Math.PI
  const errors = [1, 2, 3, 4, 5, 6, 7].map((seed) => {
    let sum = 0
    for (let at = 0; at < 1024; at++) {
      sum += f(scrambledSobol(at, 0, seed), scrambledSobol(at, 1, seed))
    }
    return Math.abs(sum / 1024 - exact)
  })
  // random points: deviation 0.02
  assert.ok(Math.max(...errors) < 1e-3, String(errors))
})
