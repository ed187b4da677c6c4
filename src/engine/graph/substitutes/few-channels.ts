/**
 * Convolutions of images with few channels as matrix products, for CPUs: TensorFlow's kernels collect windows value by value
 * there, which takes several times as long as the products. The windows are made once for the result and its gradient.
 *
 * @see Chellapilla et al. 2006, "High performance convolutional neural networks for document processing" (im2col)
 */
import type { GraphBuilder } from '../builder.ts'
import type { Substitutes } from '../replay.ts'
import type { Value } from '../values.ts'
import { type ConvolutionShape, shapeOf } from './convolution-shape.ts'
import { toolsOf } from './float-tools.ts'

/** More channels are copied quickly by TensorFlow's kernels. */
const mostChannels = 4
/** Of all windows of a batch. More would leave the caches, and are not in the estimate of a trial’s memory. */
const mostBytes = 2 ** 26

export function fewChannelConvolutions(): Substitutes {
  const made = new WeakMap<GraphBuilder, Map<string, Value>>()
  const windowsOf = (builder: GraphBuilder, x: Value, shape: ConvolutionShape): Value => {
    const { height, width, before, down, across } = shape
    const ofBuilder = made.get(builder) ?? new Map<string, Value>()
    made.set(builder, ofBuilder)
    const key = JSON.stringify([x.ref, height, width, before, down, across])
    const windows = ofBuilder.get(key) ?? windowsByPlace(builder, x, shape)
    ofBuilder.set(key, windows)
    return windows
  }
  return {
    Conv2D(builder, [x, filters], [y], attributes) {
      const shape = shapeOf({ x: x!, kernel: filters!, y: y! }, attributes, mostBytes)
      if (!isFew(shape)) return null
      const { batch, down, across, height, width, channels, filters: count } = shape
      const tools = toolsOf(builder)
      const kernel = tools.reshape(filters!, [height * width * channels, count])
      const windows = windowsOf(builder, x!, shape)
      const product = tools.matMul(windows, kernel, 'x')
      return [tools.reshape(product, [batch, down, across, count])]
    },
    Conv2DBackpropFilter(builder, [x, , dy], [own], attributes) {
      const shape = shapeOf({ x: x!, kernel: own!, y: dy! }, attributes, mostBytes)
      if (!isFew(shape)) return null
      const { batch, down, across, filters } = shape
      const tools = toolsOf(builder)
      const gradients = tools.reshape(dy!, [batch * down * across, filters])
      const product = tools.matMul(windowsOf(builder, x!, shape), gradients)
      return [tools.reshape(product, own!.shape!)]
    },
  }
}

function isFew(shape: ConvolutionShape | null): shape is ConvolutionShape {
  return shape !== null && shape.groups === 1 && shape.channels <= mostChannels
}

/**
 * [batch, rows, columns, channels] → [height · width · channels, batch · down · across]. Slices of matrices are quick, since
 * TensorFlow copies their rows whole: first the columns of a window are cut out, then its rows.
 */
function windowsByPlace(builder: GraphBuilder, x: Value, shape: ConvolutionShape): Value {
  const { batch, rows, columns, down, across, height, width, channels, before } = shape
  const tools = toolsOf(builder)
  const images = channels * batch
  const byChannel = channels === 1 ? x : tools.transpose(x, [3, 0, 1, 2])
  const [paddedRows, paddedColumns] = [down + height - 1, across + width - 1]
  const padded = tools.pad(tools.reshape(byChannel, [images, rows, columns]), [
    [0, 0],
    [before[0], paddedRows - rows - before[0]],
    [before[1], paddedColumns - columns - before[1]],
  ])
  const lines = tools.reshape(padded, [images * paddedRows, paddedColumns])
  const ofColumn = Array.from({ length: width }, (_, column) => {
    const cut = tools.slice(lines, [0, column], [images * paddedRows, across])
    return tools.reshape(cut, [images, paddedRows * across])
  })
  const places = Array.from({ length: height }, (_, row) =>
    ofColumn.map((cut) => tools.slice(cut, [0, row * across], [images, down * across])),
  )
  const size = height * width * channels
  const ofPlaces = tools.concat(places.flat(), 0)
  return tools.reshape(ofPlaces, [size, batch * down * across])
}
