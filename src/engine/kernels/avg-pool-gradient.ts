/**
 * Fixes the JavaScript backend's gradient of average pooling with padding: tfjs 4.22 divides by the size of the window,
 * while the pooling divides by the cells inside the image. The TensorFlow backend is correct.
 */
import type { Tensor, Tensor4D, Tf } from '../tensorflow.ts'

interface Attributes {
  filterSize: number | [number, number]
  strides: number | [number, number]
  pad: 'same' | 'valid' | number
}

/** Replaces the backend's kernel by the fixed one. */
export function repairAvgPoolGradient(tf: Tf): void {
  const broken = tf.getKernel('AvgPoolGrad', 'cpu')
  tf.unregisterKernel('AvgPoolGrad', 'cpu')
  tf.registerKernel({
    ...broken,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { dy, input } = inputs as { dy: Tensor4D; input: Tensor4D }
      const { filterSize, strides, pad } = attrs as unknown as Attributes
      if (pad !== 'same') return broken.kernelFunc({ inputs, backend, ...(attrs && { attrs }) })
      const ratios = [1, 2].map((axis) => {
        const [window, stride] = [filterSize, strides].map((pair) =>
          typeof pair === 'number' ? pair : pair[axis - 1]!,
        ) as [number, number]
        return windowOverCells(input.shape[axis]!, dy.shape[axis]!, window, stride)
      })
      const [down, across] = ratios as [number[], number[]]
      const scaled = tf.tidy(() =>
        tf.mul(
          dy,
          tf.mul(tf.tensor(down, [down.length, 1, 1]), tf.tensor(across, [across.length, 1])),
        ),
      )
      const dx = broken.kernelFunc({
        inputs: { dy: scaled, input },
        backend,
        ...(attrs && { attrs }),
      })
      scaled.dispose()
      return dx as Tensor
    },
  })
}

/** For each position of the window along one axis: its length divided by the number of its cells inside the image. */
function windowOverCells(length: number, places: number, window: number, stride: number): number[] {
  const padding = Math.max(0, (places - 1) * stride + window - length)
  return Array.from({ length: places }, (_, place) => {
    const start = place * stride - Math.floor(padding / 2)
    return window / (Math.min(length, start + window) - Math.max(0, start))
  })
}
