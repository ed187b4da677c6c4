/** Projective transforms of images, which tfjs-node lacks. */
import type { Tensor, Tensor2D, Tensor4D, Tf } from '../tensorflow.ts'
import { type Kernel, runKernel } from './kernel.ts'

/**
 * Transforms each image with bilinear interpolation, zero outside. No gradient.
 *
 * @param images      [rows, height, width, channels]
 * @param transforms  [rows, 8]: the pixel at (x, y) is taken from ((a x + b y + c)/k, (d x + e y + f)/k),
 *                    k = g x + h y + 1, with the numbers in the order a … h
 */
export function transformImages(tf: Tf, images: Tensor, transforms: Tensor): Tensor {
  return runKernel(tf, 'TransformImages', { images, transforms })
}

export function transformImagesKernels(tf: Tf): readonly Kernel[] {
  return [
    {
      name: 'TransformImages',
      op(runner, { images, transforms }) {
        const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_FLOAT } = runner.binding
        const sizes = tf.tensor1d(images!.shape.slice(1, 3), 'int32')
        const fill = tf.scalar(0)
        const attributes = [
          { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
          { name: 'interpolation', type: TF_ATTR_STRING, value: 'BILINEAR' },
          { name: 'fill_mode', type: TF_ATTR_STRING, value: 'CONSTANT' },
        ]
        const inputs = [images!, transforms!, sizes, fill]
        const moved = runner.executeSingleOutput('ImageProjectiveTransformV3', attributes, inputs)
        tf.dispose([sizes, fill])
        return moved
      },
      composed: ({ images, transforms }) =>
        tf.image.transform(images as Tensor4D, transforms as Tensor2D, 'bilinear', 'constant', 0),
    },
  ]
}
