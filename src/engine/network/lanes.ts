/**
 * Ops over lanes, the trials of a group that train side by side. The first axis of tensors is the lane: x is
 * [lanes, batch, …], a weight [lanes, …]. Tensors that are the same for all trials, such as the data, have one lane. A
 * single lane uses the plain op, so that a trial on its own has no overhead.
 */
import { groupConv2d } from '../kernels/group-convolution.ts'
import { addBias, matMul } from '../kernels/linear.ts'
import type { Tensor, Tensor4D, Tf } from '../tensorflow.ts'

/** [lanes] → [lanes, 1, …] with `rank` axes, to broadcast one value per lane. */
export function perLane(tf: Tf, values: Tensor, rank: number): Tensor {
  return tf.reshape(values, [values.shape[0]!, ...Array<number>(rank - 1).fill(1)])
}

/** [lanes, channels] → [lanes, 1, …, channels] with `rank` axes. */
export function spreadChannels(tf: Tf, values: Tensor, rank: number): Tensor {
  const [lanes, channels] = values.shape as [number, number]
  return tf.reshape(values, [lanes, ...Array<number>(rank - 2).fill(1), channels])
}

/** [lanes, batch, …] → [lanes · batch, …], for ops that treat every sample alike. */
export function mergeLanes(tf: Tf, x: Tensor): Tensor {
  const [lanes, batch, ...rest] = x.shape as [number, number, ...number[]]
  return tf.reshape(x, [lanes * batch, ...rest])
}

/** Inverse of `mergeLanes`. */
export function splitLanes(tf: Tf, merged: Tensor, lanes: number): Tensor {
  const [rows, ...rest] = merged.shape as [number, ...number[]]
  return tf.reshape(merged, [lanes, rows / lanes, ...rest])
}

/**
 * Matrix product; for shared samples the kernels of all lanes are concatenated into one wide product.
 *
 * @param x       [lanes or 1, batch, in]
 * @param kernel  [lanes, in, out]
 * @returns       [lanes, batch, out]
 */
export function matMulLanes(tf: Tf, x: Tensor, kernel: Tensor): Tensor {
  const [lanes, width, out] = kernel.shape as [number, number, number]
  const [given, batch] = x.shape as [number, number]
  if (given > 1) return tf.matMul(x, kernel)
  const sideBySide = lanes === 1 ? kernel : tf.transpose(kernel, [1, 0, 2])
  const product = matMul(tf, mergeLanes(tf, x), tf.reshape(sideBySide, [width, lanes * out]))
  if (lanes === 1) return splitLanes(tf, product, 1)
  return tf.transpose(tf.reshape(product, [batch, lanes, out]), [1, 0, 2])
}

/**
 * @param x     [lanes, batch, …, channels]
 * @param bias  [lanes, channels]
 */
export function addBiasLanes(tf: Tf, x: Tensor, bias: Tensor): Tensor {
  const [lanes, channels] = bias.shape as [number, number]
  if (lanes === 1)
    return splitLanes(tf, addBias(tf, mergeLanes(tf, x), tf.reshape(bias, [channels])), 1)
  return tf.add(x, spreadChannels(tf, bias, x.shape.length))
}

/**
 * Convolution; lanes become the groups of a grouped convolution or, for shared images, additional filters.
 *
 * @param x       [lanes or 1, batch, height, width, channels]
 * @param kernel  [lanes, height, width, channels, filters]
 * @returns       [lanes, batch, height, width, filters]
 */
export function conv2dLanes(
  tf: Tf,
  x: Tensor,
  kernel: Tensor,
  strides: [number, number],
  padding: 'valid' | 'same',
): Tensor {
  const [lanes, height, width, channels, filters] = kernel.shape as [
    number,
    number,
    number,
    number,
    number,
  ]
  const given = x.shape[0]!
  if (lanes === 1) {
    const single = tf.reshape(kernel, [height, width, channels, filters]) as Tensor4D
    return splitLanes(tf, tf.conv2d(mergeLanes(tf, x) as Tensor4D, single, strides, padding), 1)
  }
  const sideBySide = tf.reshape(tf.transpose(kernel, [1, 2, 3, 0, 4]), [
    height,
    width,
    channels,
    lanes * filters,
  ]) as Tensor4D
  const [, batch, rows, columns] = x.shape as [number, number, number, number]
  const y =
    given === 1
      ? tf.conv2d(mergeLanes(tf, x) as Tensor4D, sideBySide, strides, padding)
      : groupConv2d(
          tf,
          tf.reshape(tf.transpose(x, [1, 2, 3, 0, 4]), [batch, rows, columns, lanes * channels]),
          sideBySide,
          { strides, padding },
        )
  const [, down, across] = y.shape as [number, number, number]
  return tf.transpose(tf.reshape(y, [batch, down, across, lanes, filters]), [3, 0, 1, 2, 4])
}

/**
 * Depthwise convolution; lanes become additional channels, which are convolved separately anyway.
 *
 * @param x       [lanes or 1, batch, height, width, channels]
 * @param kernel  [lanes, height, width, channels, multiplier]
 * @returns       [lanes, batch, height, width, channels · multiplier]
 */
export function depthwiseLanes(
  tf: Tf,
  x: Tensor,
  kernel: Tensor,
  strides: number,
  padding: 'valid' | 'same',
): Tensor {
  const [lanes, height, width, channels, multiplier] = kernel.shape as [
    number,
    number,
    number,
    number,
    number,
  ]
  const [given, batch, rows, columns] = x.shape as [number, number, number, number]
  const images = given === lanes ? x : tf.tile(x, [lanes, 1, 1, 1, 1])
  const sideBySide =
    lanes === 1
      ? mergeLanes(tf, images)
      : tf.reshape(tf.transpose(images, [1, 2, 3, 0, 4]), [batch, rows, columns, lanes * channels])
  const kernels =
    lanes === 1
      ? tf.reshape(kernel, [height, width, channels, multiplier])
      : tf.reshape(tf.transpose(kernel, [1, 2, 0, 3, 4]), [
          height,
          width,
          lanes * channels,
          multiplier,
        ])
  const y = tf.depthwiseConv2d(sideBySide as Tensor4D, kernels as Tensor4D, strides, padding)
  if (lanes === 1) return splitLanes(tf, y, 1)
  const [, down, across] = y.shape
  const parted = tf.reshape(y, [batch, down, across, lanes, channels * multiplier])
  return tf.transpose(parted, [3, 0, 1, 2, 4])
}
