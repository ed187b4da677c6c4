import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dataset } from '../../src/data/dataset.ts'
import { largestSide, pictures } from '../../src/data/pictures.ts'
import { readCsv } from './read-csv.ts'

/** `rows` images whose pixels are given by row, y, x and channel. */
async function images(
  shape: [number, number, number],
  rows: number,
  pixel: (row: number, y: number, x: number, channel: number) => number,
): Promise<Dataset> {
  const lines = Array.from({ length: rows }, (_, row) => `${row},${row}`)
  const plain = await readCsv(['x,y', ...lines].join('\n'))
  const [height, width, channels] = shape
  const size = height * width * channels
  const values = Float32Array.from({ length: rows * size }, (_, at) => {
    const inRow = at % size
    const [y, x] = [Math.floor(inRow / channels / width), Math.floor(inRow / channels) % width]
    return pixel(Math.floor(at / size), y, x, inRow % channels)
  })
  return { ...plain, inputs: { type: 'tensor', shape, values } }
}

const bytesOf = (pixels: string) => [...Buffer.from(pixels, 'base64')]

test('rows at equal distances, from black for the least value to white for the largest', async () => {
  const found = pictures(await images([2, 2, 1], 10, (row, y, x) => row + (y + x) / 2 - 5), 5)
  assert.deepEqual(
    found.map(({ row, target }) => [row, target]),
    [0, 2, 4, 6, 8].map((row) => [row, row]),
  )
  assert.deepEqual(bytesOf(found[0]!.pixels), [0, 13, 13, 26]) // 255 × 0, 0.5 and 1 of 10
})

test('a large image is scaled down by the mean of its blocks', async () => {
  const data = await images([70, 50, 3], 2, (_, y, __, channel) => (y < 35 ? 0 : channel))
  const [picture] = pictures(data, 1)
  assert.ok(picture)
  assert.deepEqual([picture.height, picture.width, picture.channels], [24, 17, 3]) // blocks of 3
  assert.ok(Math.max(picture.height, picture.width) <= largestSide)
  const bytes = bytesOf(picture.pixels)
  assert.deepEqual(bytes.slice(0, 3), [0, 0, 0])
  assert.deepEqual(bytes.slice(-3), [0, 128, 255])
  const edge = bytes.slice(11 * 17 * 3, 11 * 17 * 3 + 3) // rows 33 to 35: one of three is below
  assert.deepEqual(edge, [0, 43, 85])
})

test('other inputs have no pictures, and equal pixels are black', async () => {
  assert.deepEqual(pictures(await readCsv('x,y\n1,1\n2,2\n'), 5), [])
  assert.deepEqual(pictures(await images([2, 2, 2], 2, () => 1), 5), [])
  assert.deepEqual(bytesOf(pictures(await images([1, 2, 1], 2, () => 7), 1)[0]!.pixels), [0, 0])
})
