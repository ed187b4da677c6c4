/** Grouped convolution, which tfjs-core lacks: filters of group g see the channels of group g. */
import type { Tensor, Tensor4D, Tf } from '../tensorflow.ts'
import { floats, type Kernel, type OpAttribute, type OpRunner, runKernel } from './kernel.ts'

/** Strides and padding. */
export interface Slide {
  strides: [number, number]
  padding: 'valid' | 'same'
}

/**
 * @param x        [batch, height, width, groups · channels]
 * @param filters  [height, width, channels, groups · filters]
 * @returns        [batch, height', width', groups · filters]
 */
export function groupConv2d(tf: Tf, x: Tensor, filters: Tensor, slide: Slide): Tensor {
  return runKernel(tf, 'GroupConv2D', { x, filters }, slide)
}

export function groupConvolutionKernels(tf: Tf): readonly Kernel[] {
  const sizes = (tensor: Tensor) => tf.tensor1d(tensor.shape, 'int32')
  const isSupported = remembered((runner) => hasGradients(tf, runner))
  return [
    {
      name: 'GroupConv2D',
      isSupported,
      op: (runner, { x, filters }, slide) =>
        runner.executeSingleOutput('Conv2D', slideAttributes(runner, slide), [x!, filters!]),
      composed: ({ x, filters }, slide) => {
        const convolve = (part: Tensor, own: Tensor) => convolution(tf, part, own, slide)
        return tf.concat(
          inGroups(tf, x!, filters!).map(([part, own]) => convolve(part, own)),
          3,
        )
      },
      gradient: {
        inputsToSave: ['x', 'filters'],
        gradFunc: (dy, saved, attributes) => {
          const [x, filters] = saved as [Tensor, Tensor]
          const inputs = { dy: dy as Tensor, x, filters }
          return {
            x: () => runKernel(tf, 'GroupConv2DGradX', inputs, attributes),
            filters: () => runKernel(tf, 'GroupConv2DGradFilters', inputs, attributes),
          }
        },
      },
    },
    {
      name: 'GroupConv2DGradX',
      isSupported,
      op: (runner, { dy, x, filters }, slide) => {
        const attributes = slideAttributes(runner, slide)
        return runner.executeSingleOutput('Conv2DBackpropInput', attributes, [
          sizes(x!),
          filters!,
          dy!,
        ])
      },
      composed: (inputs, slide) => gradientInGroups(tf, 'x', inputs, slide),
    },
    {
      name: 'GroupConv2DGradFilters',
      isSupported,
      op: (runner, { dy, x, filters }, slide) => {
        const attributes = slideAttributes(runner, slide)
        return runner.executeSingleOutput('Conv2DBackpropFilter', attributes, [
          x!,
          sizes(filters!),
          dy!,
        ])
      },
      composed: (inputs, slide) => gradientInGroups(tf, 'filters', inputs, slide),
    },
  ]
}

/** CPUs support gradients of grouped convolutions only with oneDNN, which TensorFlow enables by processor type. */
function hasGradients(tf: Tf, runner: OpRunner): boolean {
  const attributes = slideAttributes(runner, { strides: [1, 1], padding: 'valid' })
  const tensors = [
    tf.zeros([1, 1, 1, 2]),
    tf.tensor1d([1, 1, 1, 2], 'int32'),
    tf.zeros([1, 1, 1, 2]),
  ]
  const [filters, sizes, dy] = tensors as [Tensor, Tensor, Tensor]
  try {
    runner.executeSingleOutput('Conv2DBackpropInput', attributes, [sizes, filters, dy]).dispose()
    return true
  } catch (error) {
    if (/grouped convolutions are not supported/i.test(String(error))) return false
    throw error
  } finally {
    tf.dispose(tensors)
  }
}

function remembered(ask: (runner: OpRunner) => boolean): (runner: OpRunner) => boolean {
  let answer: boolean | null = null
  return (runner) => {
    answer ??= ask(runner)
    return answer
  }
}

function slideAttributes(runner: OpRunner, slide: Record<string, unknown>): OpAttribute[] {
  const { strides, padding } = slide as unknown as Slide
  const { TF_ATTR_INT, TF_ATTR_STRING } = runner.binding
  return [
    floats(runner),
    { name: 'strides', type: TF_ATTR_INT, value: [1, ...strides, 1] },
    { name: 'padding', type: TF_ATTR_STRING, value: padding.toUpperCase() },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'dilations', type: TF_ATTR_INT, value: [1, 1, 1, 1] },
  ]
}

function convolution(tf: Tf, x: Tensor, filters: Tensor, slide: Record<string, unknown>): Tensor {
  const { strides, padding } = slide as unknown as Slide
  return tf.conv2d(x as Tensor4D, filters as Tensor4D, strides, padding)
}

function inGroups(tf: Tf, x: Tensor, filters: Tensor): [Tensor, Tensor][] {
  const groups = x.shape[3]! / filters.shape[2]!
  const own = tf.split(filters, groups, 3)
  return tf.split(x, groups, 3).map((part, group) => [part, own[group]!])
}

/** Computes each group's gradient with tfjs-core's kernels and concatenates them. */
function gradientInGroups(
  tf: Tf,
  of: 'x' | 'filters',
  { dy, x, filters }: Record<string, Tensor>,
  slide: Record<string, unknown>,
): Tensor {
  const { strides, padding } = slide as unknown as Slide
  const groups = inGroups(tf, x!, filters!)
  const parts = tf.split(dy!, groups.length, 3)
  const attributes = { strides, pad: padding, dataFormat: 'NHWC' }
  const gradients = groups.map(([part, own], group) =>
    of === 'x'
      ? runKernel(
          tf,
          'Conv2DBackpropInput',
          { dy: parts[group]!, filter: own },
          {
            ...attributes,
            inputShape: part.shape,
          },
        )
      : runKernel(
          tf,
          'Conv2DBackpropFilter',
          { x: part, dy: parts[group]! },
          {
            ...attributes,
            filterShape: own.shape,
          },
        ),
  )
  return tf.concat(gradients, 3)
}
