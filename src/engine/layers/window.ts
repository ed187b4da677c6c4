/** Sliding windows over images, shared by convolution and pooling. */
import { z } from 'zod'
import type { Shape } from '../tensorflow.ts'
import { imageFault, type LayerFault } from './layer.ts'

export const Extent = z.int().min(1).max(1024)

/** A height and width, or one number for both. */
export const Size = z.union([Extent, z.tuple([Extent, Extent])], {
  error: 'takes a whole number from 1 to 1024, or [height, width] of such numbers',
})
export type Size = z.infer<typeof Size>

export const Padding = z
  .enum(['valid', 'same'])
  .describe('valid: no padding; same: the output is as large as the input divided by the stride')

export function toPair(size: Size): [number, number] {
  return typeof size === 'number' ? [size, size] : size
}

/**
 * Output height and width of a window that slides over an image.
 *
 * @param size  the window and the name of the option that holds it
 */
export function slide(
  name: string,
  inputShape: Shape,
  size: { option: string; value: Size },
  strides: Size,
  padding: 'valid' | 'same',
): { extent: [number, number] } | { faults: LayerFault[] } {
  const fault = imageFault(name, inputShape)
  if (fault) return { faults: [fault] }
  const [height, width] = inputShape as [number, number, number]
  const [windowHeight, windowWidth] = toPair(size.value)
  const [down, across] = toPair(strides)
  if (padding === 'same') return { extent: [Math.ceil(height / down), Math.ceil(width / across)] }
  if (windowHeight > height || windowWidth > width) {
    const detail =
      `a window of ${windowHeight} × ${windowWidth} is larger than its input of ${height} × ${width}: ` +
      `make the window smaller, or set padding to "same"`
    return { faults: [{ path: [size.option], detail }] }
  }
  return {
    extent: [
      Math.floor((height - windowHeight) / down) + 1,
      Math.floor((width - windowWidth) / across) + 1,
    ],
  }
}
