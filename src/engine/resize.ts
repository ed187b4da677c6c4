/** Resizes images to `preprocess.resize`, once for a data set instead of for every batch. */
import { z } from 'zod'
import { type LayerFault, shown } from './layers/layer.ts'
import { type Shape, sizeOf, type Tensor, type Tf } from './tensorflow.ts'

const Resize = z.tuple([z.int().min(1).max(1024), z.int().min(1).max(1024)])

type Preprocess = Record<string, unknown> | undefined

/**
 * The input shape of the network.
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
    return { faults: [{ path, detail: 'must be [height, width], whole numbers from 1 to 1024' }] }
  }
  if (inputShape.length === 3) return { shape: [...size.data, inputShape[2]!] }
  const detail = `resize needs images [height, width, channels], but the samples are ${shown(inputShape)}: remove it`
  return { faults: [{ path, detail }] }
}

/**
 * Samples as a tensor of the network's input shape; the caller disposes.
 *
 * @param x           [rows, ...inputShape]
 * @param inputShape  of a prepared sample
 * @param shape       of the network's input, from `networkShape`
 */
export function samplesTensor(tf: Tf, x: Float32Array, inputShape: Shape, shape: Shape): Tensor {
  const rows = x.length / sizeOf(inputShape)
  const isResized = shape.some((length, axis) => length !== inputShape[axis])
  const samples = isResized ? resized(x, inputShape, shape) : x
  return tf.tensor(samples, [rows, ...shape], 'float32')
}

/**
 * Resizes images bilinearly between pixel centres. A smaller image averages the pixels that each of its own covers, with a
 * triangle filter two pixels wide, like TensorFlow's tf.image.resize with `antialias` and Pillow's BILINEAR. Bit-identical
 * on every backend.
 *
 * @param x      [rows, height, width, channels]
 * @param from   [height, width, channels]
 * @param shape  [height, width, channels] of the result
 */
export function resized(x: Float32Array, from: Shape, shape: Shape): Float32Array {
  const [fromHeight, fromWidth, channels] = from as [number, number, number]
  const [height, width] = shape as [number, number]
  const rows = x.length / sizeOf(from)
  const down = axisWeights(fromHeight, height)
  const across = axisWeights(fromWidth, width)
  const result = new Float32Array(rows * height * width * channels)
  const between = new Float32Array(height * fromWidth * channels)
  const line = fromWidth * channels
  for (let row = 0; row < rows; row++) {
    const image = { values: x, at: row * fromHeight * line }
    weigh(image, { values: between, at: 0 }, { ...down, blocks: 1, inner: line })
    const into = { values: result, at: row * height * width * channels }
    weigh({ values: between, at: 0 }, into, { ...across, blocks: height, inner: channels })
  }
  return result
}

/** The weighted mean at each place of the result: `count` consecutive input places, some with weight 0. */
interface AxisWeights {
  places: number // before
  firsts: Int32Array // [places after]
  weights: Float64Array // [places after, count]
  count: number
}

function axisWeights(from: number, to: number): AxisWeights {
  const scale = from / to
  const reach = Math.max(scale, 1)
  const count = Math.min(from, Math.ceil(2 * reach) + 1)
  const firsts = new Int32Array(to)
  const weights = new Float64Array(to * count)
  for (let place = 0; place < to; place++) {
    const centre = (place + 0.5) * scale
    const first = Math.min(Math.max(0, Math.floor(centre - reach)), from - count)
    const own = weights.subarray(place * count, (place + 1) * count)
    for (let k = 0; k < count; k++) {
      own[k] = Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach)
    }
    const sum = own.reduce((total, weight) => total + weight, 0)
    for (let k = 0; k < count; k++) own[k]! /= sum
    firsts[place] = first
  }
  return { places: from, firsts, weights, count }
}

interface Place {
  values: Float32Array
  at: number
}

/** Applies the weights along the middle axis of [blocks, places, inner]. */
function weigh(
  { values: from, at: fromAt }: Place,
  { values: into, at: intoAt }: Place,
  {
    places,
    firsts,
    weights,
    count,
    blocks,
    inner,
  }: AxisWeights & Record<'blocks' | 'inner', number>,
): void {
  let to = intoAt
  for (let block = 0; block < blocks; block++) {
    for (let place = 0; place < firsts.length; place++) {
      const begin = fromAt + (block * places + firsts[place]!) * inner
      const weight = place * count
      for (let at = 0; at < inner; at++) {
        let sum = 0
        for (let k = 0; k < count; k++) sum += weights[weight + k]! * from[begin + k * inner + at]!
        into[to++] = sum
      }
    }
  }
}
