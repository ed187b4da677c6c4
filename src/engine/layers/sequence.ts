/** Shapes and conversions shared by layers over sequences [steps, channels]. */
import type { Shape, Tensor, Tf } from '../tensorflow.ts'
import { type LayerFault, shown } from './layer.ts'
import { slide } from './window.ts'

/** The fault of a layer that needs sequences, or null if `inputShape` is one. */
export function sequenceFault(name: string, inputShape: Shape): LayerFault | null {
  if (inputShape.length === 2) return null
  const detail = `${name} needs sequences [steps, channels], but its input is ${shown(inputShape)}`
  return { path: ['type'], detail }
}

/** Output steps of a window that slides over the sequence. */
export function slideSequence(
  name: string,
  inputShape: Shape,
  window: { option: string; value: number },
  strides: number,
  padding: 'valid' | 'same',
): { steps: number } | { faults: LayerFault[] } {
  const fault = sequenceFault(name, inputShape)
  if (fault) return { faults: [fault] }
  const size = { ...window, value: [1, window.value] as [number, number] }
  const slid = slide(name, [1, ...inputShape], size, [1, strides], padding)
  return 'faults' in slid ? slid : { steps: slid.extent[1] }
}

/** [lanes, batch, steps, channels] → [lanes, batch, 1, steps, channels]. */
export function asRow(tf: Tf, x: Tensor): Tensor {
  return tf.expandDims(x, 2)
}

/** Inverse of `asRow`. */
export function fromRow(tf: Tf, x: Tensor): Tensor {
  return tf.squeeze(x, [2])
}
