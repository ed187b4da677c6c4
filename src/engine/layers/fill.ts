/** The value of places that a change of an image uncovers: from outside of the image, or cut out. */
import { z } from 'zod'
import { perLane } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'

/** A number is in the unit of the data, before `preprocess.standardize`. */
const FillNumber = z.number().min(-1e30).max(1e30)

export const Fill = z
  .union([z.enum(['edge', 'background']), FillNumber], {
    error: 'must be "edge", "background" or a number in the unit of the data',
  })
  .optional()
  .describe(
    'of places from outside the image: the nearest pixel (edge), the median of the border of the image, by channel (background), or a number in the unit of the data; default: the mean of all training images, 0 without standardize',
  )

export const FillInside = z
  .union([z.literal('background'), FillNumber], {
    error: 'must be "background" or a number in the unit of the data',
  })
  .optional()
  .describe(
    'of the square: the median of the border of the image, by channel (background), or a number in the unit of the data; default: the mean of all training images, 0 without standardize',
  )

/**
 * Returns the value to fill in, to broadcast over images; null for 0 and for the nearest pixel.
 *
 * @param images  [lanes or 1, batch, height, width, channels]
 * @param number  the hyperparameter `fill`, [lanes], standardised as the images are; absent unless the option is a number
 */
export function fillValue(
  tf: Tf,
  images: Tensor,
  { fill, number }: { fill: z.infer<typeof Fill>; number: Tensor | undefined },
): Tensor | null {
  if (number !== undefined) return perLane(tf, number, 5)
  return fill === 'background' ? borderMedian(tf, images) : null
}

/** [lanes or 1, batch, 1, 1, channels]; of an even number of pixels the lower one of the middle. */
function borderMedian(tf: Tf, images: Tensor): Tensor {
  const [lanes, batch, height, width, channels] = images.shape as [
    number,
    number,
    number,
    number,
    number,
  ]
  const part = (top: number, left: number, rows: number, columns: number) =>
    tf.reshape(tf.slice(images, [0, 0, top, left, 0], [lanes, batch, rows, columns, channels]), [
      lanes,
      batch,
      rows * columns,
      channels,
    ])
  const inner = height - 2
  const border =
    inner < 1 || width < 2
      ? part(0, 0, height, width)
      : tf.concat(
          [
            part(0, 0, 1, width),
            part(height - 1, 0, 1, width),
            part(1, 0, inner, 1),
            part(1, width - 1, inner, 1),
          ],
          2,
        )
  const half = Math.floor(border.shape[2]! / 2) + 1
  const { values } = tf.topk(tf.transpose(border, [0, 1, 3, 2]), half)
  const median = tf.slice(values, [0, 0, 0, half - 1], [lanes, batch, channels, 1])
  return tf.reshape(median, [lanes, batch, 1, 1, channels])
}
