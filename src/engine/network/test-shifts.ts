/**
 * Test-time averaging: outside of training, the network sees each image and copies of it that are shifted by some pixels,
 * and predicts the mean of what it predicts for them. What comes in from outside is the nearest pixel.
 */
import { z } from 'zod'
import { combineMembers } from '../losses/ensemble.ts'
import type { Loss } from '../losses/loss.ts'
import type { Shape, Tensor, Tf } from '../tensorflow.ts'

export const TestShiftsSpec = z
  .strictObject({
    images: z
      .literal([1, 5, 9])
      .describe('1: none; 5: the image and its shifts in four directions; 9: diagonals too'),
    pixels: z.int().min(1).max(8).default(1).describe('how far, in pixels of the network’s input'),
  })
  .describe(
    'images: evaluation, /predict and exports average the predictions for shifted copies of each image; they take as many times as long; default: none',
  )
export type TestShiftsSpec = z.infer<typeof TestShiftsSpec>

/** [down, across]: the image itself, the four directions, the diagonals. */
const directions = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const

/** Returns a message if samples of this shape cannot be shifted; null if they can, or if nothing is asked for. */
export function shiftFault(spec: TestShiftsSpec | undefined, inputShape: Shape): string | null {
  if (countShifts(spec) === 1) return null
  const [height = 0, width = 0] = inputShape
  const { pixels } = spec!
  if (inputShape.length !== 3) {
    return `shifts need images [height, width, channels], but the samples are [${inputShape.join(', ')}]: remove it`
  }
  if (pixels < Math.min(height, width)) return null
  return `pixels ${pixels} is not below the image size, ${height} × ${width}`
}

/** How many copies of an image are seen. */
export function countShifts(spec: TestShiftsSpec | undefined): number {
  return spec?.images ?? 1
}

/**
 * The copies of all images, one shift after the other.
 *
 * @param x  [lanes or 1, batch, height, width, channels]
 * @returns  [lanes or 1, shifts · batch, height, width, channels]
 */
export function shiftedCopies(tf: Tf, x: Tensor, { images, pixels }: TestShiftsSpec): Tensor {
  const copies = directions
    .slice(0, images)
    .map(([down, across]) => shifted(tf, shifted(tf, x, 2, down * pixels), 3, across * pixels))
  return tf.concat(copies, 1)
}

/**
 * Outputs whose prediction is the mean of the predictions for all copies.
 *
 * @param outputs  [lanes, shifts · batch, outputs]
 * @returns        [lanes, batch, outputs]
 */
export function averagedOutputs(
  tf: Tf,
  outputs: Tensor,
  { images, loss }: { images: number; loss: Loss },
): Tensor {
  const [lanes, rows, width] = outputs.shape as [number, number, number]
  const ofShifts = tf.reshape(outputs, [lanes, images, rows / images, width])
  return combineMembers(tf, { loss, members: images }, tf.transpose(ofShifts, [0, 2, 1, 3]))
}

/** Moves along an axis, towards its end by a positive number; the first or last place comes in. */
function shifted(tf: Tf, x: Tensor, axis: number, by: number): Tensor {
  if (by === 0) return x
  const length = x.shape[axis]!
  const part = (from: number, count: number) =>
    tf.slice(
      x,
      x.shape.map((_, at) => (at === axis ? from : 0)),
      x.shape.map((size, at) => (at === axis ? count : size)),
    )
  const distance = Math.abs(by)
  const edge = part(by > 0 ? 0 : length - 1, 1)
  const coming = Array.from({ length: distance }, () => edge)
  const staying = part(by > 0 ? 0 : distance, length - distance)
  return tf.concat(by > 0 ? [...coming, staying] : [staying, ...coming], axis)
}
