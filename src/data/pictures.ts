/** Rows of images as small pictures for people to look at. */
import { z } from 'zod'
import type { Dataset, TensorInputs } from './dataset.ts'

/** Longer sides are scaled down, so that a page of pictures stays small. */
export const largestSide = 32

export const Picture = z
  .strictObject({
    row: z.int().describe('row of the dataset, from 0'),
    target: z.union([z.number(), z.string()]),
    height: z.int(),
    width: z.int(),
    channels: z.int().describe('1: grey; 3: red, green, blue'),
    pixels: z
      .string()
      .describe(
        'Base64 of [height, width, channels] bytes; 0 is the least value of the dataset, 255 the largest',
      ),
  })
  .meta({ id: 'Picture' })
export type Picture = z.infer<typeof Picture>

/** Of rows at equal distances; none if the inputs are not images of one or three channels. */
export function pictures(dataset: Dataset, limit: number): Picture[] {
  const { inputs, target, rows } = dataset
  if (inputs.type === 'table' || !isPicture(inputs.shape)) return []
  const range = rangeOf(inputs.values)
  const count = Math.min(limit, rows)
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor((index * rows) / count)
    return {
      row,
      target: target.type === 'values' ? target.values[row]! : target.classes[target.labels[row]!]!,
      ...drawRow(inputs, row, range),
    }
  })
}

function isPicture(shape: readonly number[]): boolean {
  return shape.length === 3 && (shape[2] === 1 || shape[2] === 3)
}

function rangeOf(values: Float32Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

/** Each pixel is the mean of the block that it stands for. */
function drawRow(
  { shape, values }: TensorInputs,
  row: number,
  { low, high }: { low: number; high: number },
): Pick<Picture, 'height' | 'width' | 'channels' | 'pixels'> {
  const [tall = 1, wide = 1, channels = 1] = shape
  const block = Math.ceil(Math.max(tall, wide) / largestSide)
  const [height, width] = [Math.ceil(tall / block), Math.ceil(wide / block)]
  const bytes = Buffer.alloc(height * width * channels)
  const start = row * tall * wide * channels
  for (let at = 0; at < bytes.length; at++) {
    const channel = at % channels
    const x = Math.floor(at / channels) % width
    const y = Math.floor(at / channels / width)
    let [sum, count] = [0, 0]
    for (let i = y * block; i < Math.min((y + 1) * block, tall); i++) {
      for (let j = x * block; j < Math.min((x + 1) * block, wide); j++) {
        sum += values[start + (i * wide + j) * channels + channel]!
        count++
      }
    }
    bytes[at] = high > low ? Math.round((255 * (sum / count - low)) / (high - low)) : 0
  }
  return { height, width, channels, pixels: bytes.toString('base64') }
}
