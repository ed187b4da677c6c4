/** Convolutions and pooling. TensorFlow has the channels last, ONNX first; runtimes cancel the transposes between layers. */
import type { Convert, OpContext } from './op-context.ts'

const channelsFirst = { perm: [0, 3, 1, 2] }
const channelsLast = { perm: [0, 2, 3, 1] }

/** Attributes of ONNX's ops with windows. */
type Window = {
  kernel_shape: number[]
  dilations?: number[]
  group?: number
  count_include_pad?: number
}

export const images: Record<string, Convert> = {
  Conv2D: (op) => {
    const channels = op.shapeOf(0)[3]!
    const [, , perGroup] = op.shapeOf(1)
    const kernel = op.rearranged(1, [3, 2, 0, 1])
    slide(op, 'Conv', [kernel], { ...kernelShape(op), group: channels / perGroup! })
  },
  DepthwiseConv2dNative: (op) => {
    const [height, width, channels, multiplier] = op.shapeOf(1) as [number, number, number, number]
    const kernel = op.rearranged(1, [2, 3, 0, 1], [channels * multiplier, 1, height, width])
    slide(op, 'Conv', [kernel], { ...kernelShape(op), group: channels })
  },
  MaxPool: (op) => slide(op, 'MaxPool', [], window(op)),
  AvgPool: (op) => slide(op, 'AveragePool', [], { ...window(op), count_include_pad: 0 }),
}

function kernelShape(op: OpContext) {
  const [height, width] = op.shapeOf(1) as [number, number]
  const dilations = (op.attribute('dilations') as number[] | undefined) ?? [1, 1, 1, 1]
  return { kernel_shape: [height, width], dilations: dilations.slice(1, 3) }
}

function window(op: OpContext) {
  return { kernel_shape: (op.attribute('ksize') as number[]).slice(1, 3) }
}

function slide(op: OpContext, name: string, weights: string[], attributes: Window): void {
  const { attribute, emit, inputs, outputs, refuse } = op
  const format = attribute('data_format')
  if (format !== undefined && format !== 'NHWC') refuse(`has the data format ${format}`)
  const padding = attribute('padding')
  if (padding !== 'SAME' && padding !== 'VALID') refuse(`has the padding ${padding}`)
  const strides = (attribute('strides') as number[]).slice(1, 3)
  const { kernel_shape: extents, dilations = [1, 1] } = attributes
  const axes = [0, 1].map((axis) => ({
    length: op.shapeOf(0)[axis + 1]!,
    extent: (extents[axis]! - 1) * dilations[axis]! + 1,
    stride: strides[axis]!,
  }))
  const padded = axes.map((axis) => (padding === 'SAME' ? samePadding(axis) : [0, 0]))
  const x = emit('Transpose', [inputs[0]!], channelsFirst)
  const y = emit(name, [x, ...weights], {
    ...attributes,
    strides,
    // ONNX takes all befores, then all afters
    pads: [0, 1].flatMap((side) => padded.map((pair) => pair[side]!)),
  })
  emit('Transpose', [y], channelsLast, outputs)
}

/** Padding before and after, as TensorFlow's SAME has it: as little as it needs, the odd one after. */
function samePadding({ length, extent, stride }: Record<'length' | 'extent' | 'stride', number>) {
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + extent - length, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}
