import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resized } from '../../src/engine/resize.ts'

/** Steep, so that a pixel left out shows. */
function image(height: number, width: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width]
    return ((row * 31 + column * 17 + row * column * 7) % 23) / 3
  })
}

// Pillow 13.0.0: Image.fromarray(float32).resize((width, height), Image.BILINEAR)
const references: [[number, number], [number, number], number[]][] = [
  [
    [9, 7],
    [3, 2],
    [3.13372, 4.08527, 2.7304, 2.89406, 3.10465, 4.38469],
  ],
  [
    [8, 8],
    [2, 4],
    [2.86224, 3.11458, 3.66964, 3.73129, 2.70918, 2.78125, 3.75595, 3.11905],
  ],
  [
    [5, 5],
    [8, 3],
    [
      2.42857, 3.66667, 4.90476, 2.59524, 3.52083, 4.44643, 2.83333, 3.3125, 3.79167, 3.07143,
      3.10417, 3.1369, 2.96726, 2.89583, 2.8244, 2.52083, 2.6875, 2.85417, 2.69048, 2.47917,
      2.26786, 2.85714, 2.33333, 1.80952,
    ],
  ],
  [
    [12, 1],
    [4, 1],
    [2.375, 3.0, 3.33333, 3.95833],
  ],
  [
    [6, 6],
    [6, 3],
    [
      2.95238, 3.625, 5.66667, 2.90476, 3.5, 4.09524, 2.85714, 3.375, 2.52381, 2.80952, 2.29167,
      3.14286, 2.7619, 2.16667, 1.57143, 2.71429, 3.0, 3.28571,
    ],
  ],
  [
    [3, 4],
    [7, 9],
    [
      0.0, 0.94444, 3.46296, 5.55556, 4.66667, 3.77778, 2.88889, 2.0, 1.66667, 0.38095, 1.19841,
      3.37831, 5.19312, 4.45238, 3.71164, 2.9709, 2.23016, 1.95238, 1.52381, 1.96032, 3.12434,
      4.10582, 3.80952, 3.51323, 3.21693, 2.92063, 2.80952, 2.66667, 2.72222, 2.87037, 3.01852,
      3.16667, 3.31481, 3.46296, 3.61111, 3.66667, 3.80952, 3.48413, 2.6164, 1.93122, 2.52381,
      3.1164, 3.70899, 4.30159, 4.52381, 4.95238, 4.24603, 2.36243, 0.84392, 1.88095, 2.91799,
      3.95503, 4.99206, 5.38095, 5.33333, 4.5, 2.27778, 0.48148, 1.66667, 2.85185, 4.03704, 5.22222,
      5.66667,
    ],
  ],
  [[13, 13], [1, 1], [3.61486]],
]
for (const [from, to, expected] of references) {
  test(`${from.join(' × ')} to ${to.join(' × ')} is as Pillow makes it`, () => {
    const actual = resized(image(...from), [...from, 1], [...to, 1])
    assert.equal(actual.length, expected.length)
    for (const [at, value] of expected.entries()) {
      assert.ok(Math.abs(actual[at]! - value) < 1e-5, `${at}: ${actual[at]}, not ${value}`)
    }
  })
}

test('channels and images are resized each by itself', () => {
  const [one, two] = [image(7, 5), image(5, 7)]
  const both = Float32Array.from({ length: 4 * 35 }, (_, at) => {
    const [of, pixel, channel] = [Math.floor(at / 70), Math.floor((at % 70) / 2), at % 2]
    return (channel === 0 ? one : two)[pixel]! + of
  })
  const small = resized(both, [7, 5, 2], [3, 2, 2])
  const alone = [one, two].map((values) => resized(values, [7, 5, 1], [3, 2, 1]))
  for (let at = 0; at < small.length; at++) {
    const [of, pixel, channel] = [Math.floor(at / 12), Math.floor((at % 12) / 2), at % 2]
    assert.ok(Math.abs(small[at]! - (alone[channel]![pixel]! + of)) < 1e-6)
  }
})

test('no pixel is left out: a smaller image keeps the mean of one whose sides divide', () => {
  // 16 to 4: the triangle of each pixel has the same weights but at the edges, so a ramp's middle stays
  const ramp = Float32Array.from({ length: 16 }, (_, at) => at)
  const small = resized(ramp, [1, 16, 1], [1, 4, 1])
  assert.ok(Math.abs(small[1]! - 5.5) < 1e-6 && Math.abs(small[2]! - 9.5) < 1e-6)
  const dot = new Float32Array(64 * 64)
  dot[32 * 64 + 33] = 1
  const found = resized(dot, [64, 64, 1], [4, 4, 1])
  assert.ok(Math.max(...found) > 0, 'a dot between the new pixel centres is seen')
})
