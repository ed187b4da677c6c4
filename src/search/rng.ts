/**
 * Counter-based random numbers: every trial has its own stream, so that any process, in any order,
 * draws the same values for the same trial.
 *
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (Philox4x32-10)
 */
export interface Rng {
  uniform(): number // in [0, 1), 53 bits
  int(n: number): number // in [0, n), n ≤ 2^53
  normal(): number // mean 0, deviation 1
}

/**
 * @param seed    the study's, an integer
 * @param number  the trial's, from 0
 * @param stream  tells apart several generators of one trial
 */
export function rngFor(seed: number, number: number, stream = 0): Rng {
  const key = wordsOf(seed)
  const [numberLow, numberHigh] = wordsOf(number)
  let drawn = 0
  let words: Words4 = [0, 0, 0, 0]
  const nextWord = () => {
    if (drawn % 4 === 0) words = philox([drawn / 4, numberLow, numberHigh, stream], key)
    return words[drawn++ % 4] as number
  }
  const uniform = () => ((nextWord() >>> 5) * 0x4000000 + (nextWord() >>> 6)) / 2 ** 53
  return {
    uniform,
    int: (n) => Math.floor(uniform() * n),
    // Box–Muller; 1 - u keeps the logarithm finite
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

export type Words2 = readonly [number, number]
export type Words4 = readonly [number, number, number, number]

/** Four random 32-bit words for a counter under a key: ten rounds of Philox4x32. */
export function philox(counter: Words4, key: Words2): Words4 {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < 10; round++) {
    const low0 = Math.imul(0xd2511f53, c0) >>> 0
    const high0 = highWord(0xd2511f53, c0)
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0
    const high1 = highWord(0xcd9e8d57, c2)
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0
    k0 = (k0 + 0x9e3779b9) >>> 0
    k1 = (k1 + 0xbb67ae85) >>> 0
  }
  return [c0, c1, c2, c3]
}

/** The low and high 32 bits of a safe integer. */
export function wordsOf(integer: number): Words2 {
  return [integer >>> 0, Math.floor(integer / 2 ** 32) >>> 0]
}

/** Bits 32 to 63 of the product of two 32-bit words, by halves: a double holds 53 bits. */
function highWord(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0
}
