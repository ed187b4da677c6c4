/**
 * Shifts, rotates, scales, shears and flips each image at random during training; places from outside the image
 * are filled. Allowed only before layers with weights: it has no gradient.
 */
import { z } from 'zod'
import { transformImages } from '../kernels/transform-images.ts'
import { mergeLanes, perLane, splitLanes } from '../network/lanes.ts'
import type { Tensor, Tf } from '../tensorflow.ts'
import { Fill, fillValue } from './fill.ts'
import { defineLayer, imageFault } from './layer.ts'

const most = (limit: number, detail: string) =>
  z.number().min(0).max(limit).default(0).describe(detail)

export const augment = defineLayer({
  summary: 'Random changes of images during training.',
  options: z.strictObject({
    shift: most(1, 'largest shift in any direction, as a share of the image size'),
    rotation: most(180, 'largest rotation in degrees, in either direction'),
    scale: most(0.9, 'largest change of size: 0.1 scales from 0.9 to 1.1'),
    shear: most(45, 'largest shear in degrees, in either direction'),
    flip: z.enum(['none', 'horizontal', 'vertical', 'both']).default('none'),
    fill: Fill,
  }),
  hyperparameters: ['shift', 'rotation', 'scale', 'shear', 'fill'],
  inUnitsOfData: ['fill'],
  usesNoise: true,
  isForData: true,
  examples: [], // chance decides, and it has no gradient
  outputShape(inputShape) {
    const fault = imageFault('augment', inputShape)
    return fault ? { faults: [fault] } : { shape: [...inputShape] }
  },
  parameters: () => [],
  apply(tf, { x, options, hyperparameters, training, noise }) {
    if (!training) return { y: x }
    const [given, batch, height, width] = x.shape as [number, number, number, number]
    const drawn = noise([batch, drawCount])
    const lanes = drawn.shape[0]!
    const own = given === lanes ? x : tf.tile(x, [lanes, 1, 1, 1, 1])
    const rows = transforms(tf, { drawn, hyperparameters, flip: options.flip, height, width })
    const { fill } = options
    const outside = fillValue(tf, own, { fill, number: hyperparameters.fill })
    // the transform fills in 0, and is linear
    const moved = transformImages(tf, {
      images: mergeLanes(tf, outside ? tf.sub(own, outside) : own),
      transforms: mergeLanes(tf, rows),
      fill: fill === 'edge' ? 'nearest' : 'zero',
    })
    const y = splitLanes(tf, moved, lanes)
    return { y: outside ? tf.add(y, outside) : y }
  },
})

const drawCount = 7

/** The transform of each image, from pixels of the result to pixels of the input, [lanes, batch, 8]. */
function transforms(
  tf: Tf,
  {
    drawn,
    hyperparameters,
    flip,
    height,
    width,
  }: {
    drawn: Tensor
    hyperparameters: Record<string, Tensor>
    flip: string
    height: number
    width: number
  },
): Tensor {
  const [toX, toY, turn, zoom, slant, mirrorX, mirrorY] = tf.unstack(drawn, 2) as Tensor[]
  // from −limit to limit
  const within = (u: Tensor, limit: Tensor) =>
    tf.mul(tf.sub(tf.mul(u, 2), 1), perLane(tf, limit, 2))
  const radians = Math.PI / 180
  const angle = tf.mul(within(turn!, hyperparameters.rotation!), radians)
  const shear = tf.tan(tf.mul(within(slant!, hyperparameters.shear!), radians))
  const size = tf.add(within(zoom!, hyperparameters.scale!), 1)
  const sign = (u: Tensor, isOn: boolean) =>
    isOn ? tf.sub(tf.mul(tf.cast(tf.less(u, 0.5), 'float32'), 2), 1) : tf.onesLike(u)
  const signX = sign(mirrorX!, flip === 'horizontal' || flip === 'both')
  const signY = sign(mirrorY!, flip === 'vertical' || flip === 'both')
  const cos = tf.div(tf.cos(angle), size)
  const sin = tf.div(tf.sin(angle), size)
  const a = tf.mul(cos, signX)
  const b = tf.mul(tf.add(tf.mul(cos, shear), tf.neg(sin)), signY)
  const d = tf.mul(sin, signX)
  const e = tf.mul(tf.add(tf.mul(sin, shear), cos), signY)
  // all but the shift leave the centre where it is
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2]
  const c = tf.add(
    tf.sub(centreX, tf.add(tf.mul(a, centreX), tf.mul(b, centreY))),
    tf.mul(within(toX!, hyperparameters.shift!), width),
  )
  const f = tf.add(
    tf.sub(centreY, tf.add(tf.mul(d, centreX), tf.mul(e, centreY))),
    tf.mul(within(toY!, hyperparameters.shift!), height),
  )
  const zero = tf.zerosLike(a)
  return tf.stack([a, b, c, d, e, f, zero, zero], 2)
}
