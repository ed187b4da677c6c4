/** Images at the size that `preprocess.resize` asks for, once for a data set, not for every batch. */
import { z } from 'zod'
import { type LayerFault, shown } from './layers/layer.ts'
import { type Shape, sizeOf, type Tensor, type Tf } from './tensorflow.ts'

const Resize = z.tuple([z.int().min(1).max(1024), z.int().min(1).max(1024)])

type Preprocess = Record<string, unknown> | undefined

/**
 * The shape of what the network gets.
 *
 * @param inputShape  of a prepared sample
 * @returns           faults with paths from the specification's root
 */
export function networkShape(
  inputShape: Shape,
  preprocess: Preprocess,
): { shape: number[] } | { faults: LayerFault[] } {
  if (preprocess?.resize === undefined) return { shape: [...inputShape] }
  const path = ['preprocess', 'resize']
  const size = Resize.safeParse(preprocess.resize)
  if (!size.success) {
    return { faults: [{ path, detail: 'takes [height, width], whole numbers from 1 to 1024' }] }
  }
  if (inputShape.length === 3) return { shape: [...size.data, inputShape[2]!] }
  const detail = `resize takes images [height, width, channels], the samples are ${shown(inputShape)}`
  return { faults: [{ path, detail }] }
}

/**
 * Samples as a tensor of the network's input shape, resized bilinearly between pixel centres; the caller disposes.
 *
 * @param x           [rows, ...inputShape]
 * @param inputShape  of a prepared sample
 * @param shape       of the network's input, from `networkShape`
 */
export function samplesTensor(tf: Tf, x: Float32Array, inputShape: Shape, shape: Shape): Tensor {
  const size = sizeOf(inputShape)
  const rows = x.length / size
  if (shape.every((length, axis) => length === inputShape[axis])) {
    return tf.tensor(x, [rows, ...shape], 'float32')
  }
  const [height, width] = shape as [number, number]
  return tf.tidy(() => {
    // in parts, so that source and result are not both held whole
    const resized: Tensor[] = []
    for (let row = 0; row < rows; row += partRows) {
      const part = x.subarray(row * size, Math.min(row + partRows, rows) * size)
      resized.push(
        tf.tidy(() => {
          const [fromHeight, fromWidth, channels] = inputShape as [number, number, number]
          const lengths = [part.length / size, fromHeight, fromWidth, channels] as const
          const images = tf.tensor4d(part, [...lengths])
          return tf.image.resizeBilinear(images, [height, width], false, true)
        }),
      )
    }
    return resized.length === 1 ? resized[0]! : tf.concat(resized, 0)
  })
}

const partRows = 2048
