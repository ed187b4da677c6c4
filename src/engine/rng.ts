/**
 * Counter-based random numbers: every value is a pure function of (seed, purpose, stream, position), so that a
 * resumed trial draws what it would have drawn, without a generator state in the checkpoint.
 *
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (Philox4x32-10)
 */

/** What the numbers are for: streams of different purposes never overlap. */
export type Purpose = 'weights' | 'order' | 'noise'

const purposes: Record<Purpose, number> = { weights: 1, order: 2, noise: 3 }

export interface Stream {
  seed: number // an integer; its low 64 bits in two's complement count
  purpose: Purpose
  stream: number // such as the weight's index or the epoch, 0 ≤ stream < 2^32
}

/** @returns `length` numbers in [0, 1), multiples of 2^-24: exact in float32 */
export function uniforms(stream: Stream, length: number): Float32Array {
  return Float32Array.from(words(stream, length), (word) => (word >>> 8) * 2 ** -24)
}

/**
 * The indices 0 … length − 1 in random order.
 *
 * @see Fisher–Yates; an index is drawn by multiplication, whose bias is below length · 2^-32
 */
export function shuffled(stream: Stream, length: number): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index)
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
  const key0 = seed >>> 0
  const key1 = Math.floor(seed / 2 ** 32) >>> 0
  const blocks = new Uint32Array(Math.ceil(length / 4) * 4)
  for (let block = 0; block < blocks.length / 4; block++) {
    philox(block, 0, stream >>> 0, purposes[purpose], key0, key1, blocks, block * 4)
  }
  return blocks.subarray(0, length)
}

/** Writes the four words of counter (c0 … c3) under key (k0, k1) to `out` from `at`: ten rounds of Philox4x32. */
export function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  at: number,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = highWord(0xd2511f53, c0)
    const low0 = Math.imul(0xd2511f53, c0) >>> 0
    const high1 = highWord(0xcd9e8d57, c2)
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0
    k0 = (k0 + 0x9e3779b9) >>> 0
    k1 = (k1 + 0xbb67ae85) >>> 0
  }
  out[at] = c0
  out[at + 1] = c1
  out[at + 2] = c2
  out[at + 3] = c3
}

/** The high 32 bits of the 64-bit product, from 16-bit halves, each step exact in a double. */
function highWord(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const middleLow = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middleLow / 0x10000)) >>> 0
}
