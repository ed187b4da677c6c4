/**
 * Counter-based random numbers: every value is a pure function of (seed, purpose, stream, position), so that a
 * resumed trial draws the same values, without a generator state in the checkpoint.
 *
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (Philox4x32-10)
 */
import { philox, toWords } from '../philox.ts'

/** The use of the numbers: streams for different purposes never overlap. */
export type Purpose = 'weights' | 'order' | 'noise' | 'mixing'

const purposes: Record<Purpose, number> = { weights: 1, order: 2, noise: 3, mixing: 4 }

export interface Stream {
  seed: number // an integer; its low 64 bits in two's complement count
  purpose: Purpose
  stream: number // such as the weight's index or the epoch, 0 ≤ stream < 2^32
}

/** @returns `length` numbers in [0, 1), multiples of 2^-24: exact in float32 */
export function uniforms(stream: Stream, length: number): Float32Array {
  const drawn = words(stream, length)
  const values = new Float32Array(length)
  // loops: `from` with a function takes five times as long, and a group draws the weights of all its lanes
  for (let at = 0; at < length; at++) values[at] = (drawn[at]! >>> 8) * 2 ** -24
  return values
}

/**
 * The indices 0 … length − 1 in random order.
 *
 * @see Fisher–Yates; an index is drawn by multiplication, whose bias is below length · 2^-32
 */
export function shuffled(stream: Stream, length: number): Int32Array {
  const order = new Int32Array(length)
  for (let index = 0; index < length; index++) order[index] = index
  const drawn = words(stream, length)
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor((drawn[last]! * (last + 1)) / 2 ** 32)
    const swapped = order[last]!
    order[last] = order[other]!
    order[other] = swapped
  }
  return order
}

/** @returns `length` random 32-bit words */
export function words({ seed, purpose, stream }: Stream, length: number): Uint32Array {
  const [key0, key1] = toWords(seed)
  const blocks = new Uint32Array(Math.ceil(length / 4) * 4)
  for (let block = 0; block < blocks.length / 4; block++) {
    philox(block, 0, stream >>> 0, purposes[purpose], key0, key1, blocks, block * 4)
  }
  return blocks.subarray(0, length)
}
