/** Projective transforms of images, which tfjs-node lacks. */
import type { Tensor, Tensor2D, Tensor4D, Tf } from '../tensorflow.ts'
import { type Kernel, runKernel } from './kernel.ts'

/**
 * Transforms each image with bilinear interpolation. No gradient.
 *
 * @param images      [rows, height, width, channels]
 * @param transforms  [rows, 8]: the pixel at (x, y) is taken from ((a x + b y + c)/k, (d x + e y + f)/k),
 *                    k = g x + h y + 1, with the numbers in the order a … h
 * @param fill        outside of the image: 0, or the nearest pixel
 */
export function transformImages(
  tf: Tf,
  { images, transforms, fill }: { images: Tensor; transforms: Tensor; fill: 'zero' | 'nearest' },
): Tensor {
  return runKernel(tf, 'TransformImages', { images, transforms }, { fill })
}

const fillModes = { zero: 'CONSTANT', nearest: 'NEAREST' } as const
type FillMode = keyof typeof fillModes

export function transformImagesKernels(tf: Tf): readonly Kernel[] {
  return [
    {
      name: 'TransformImages',
      op(runner, { images, transforms }, { fill: mode }) {
        const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_FLOAT } = runner.binding
        const sizes = tf.tensor1d(images!.shape.slice(1, 3), 'int32')
        const fill = tf.scalar(0)
        const attributes = [
          { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
          { name: 'interpolation', type: TF_ATTR_STRING, value: 'BILINEAR' },
          { name: 'fill_mode', type: TF_ATTR_STRING, value: fillModes[mode as FillMode] },
        ]
        const inputs = [images!, transforms!, sizes, fill]
        const moved = runner.executeSingleOutput('ImageProjectiveTransformV3', attributes, inputs)
        tf.dispose([sizes, fill])
        return moved
      },
      composed: ({ images, transforms }, { fill: mode }) =>
        tf.image.transform(
          images as Tensor4D,
          transforms as Tensor2D,
          'bilinear',
          mode === 'nearest' ? 'nearest' : 'constant',
          0,
        ),
    },
  ]
}
