import { philox, toWords } from '../philox.ts'

/**
 * Counter-based random numbers: every trial has its own stream, so that the same trial gets the same values
 * in any process and in any order.
 *
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (Philox4x32-10)
 */
export interface Rng {
  uniform(): number // in [0, 1), 53 bits
  int(n: number): number // in [0, n), n ≤ 2^53
  normal(): number // mean 0, deviation 1
}

/**
 * @param seed    of the study, an integer
 * @param number  of the trial, from 0
 * @param stream  distinguishes several generators of one trial
 */
export function rngFor(seed: number, number: number, stream = 0): Rng {
  const key = toWords(seed)
  const [numberLow, numberHigh] = toWords(number)
  let drawn = 0
  let words: Uint32Array = new Uint32Array(4)
  const nextWord = () => {
    if (drawn % 4 === 0) words = randomWords([drawn / 4, numberLow, numberHigh, stream], key)
    return words[drawn++ % 4] as number
  }
  const uniform = () => ((nextWord() >>> 5) * 0x4000000 + (nextWord() >>> 6)) / 2 ** 53
  return {
    uniform,
    int: (n) => Math.floor(uniform() * n),
    // Box–Muller; 1 - u is above 0, which keeps the logarithm finite
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

export type Words2 = readonly [number, number]
export type Words4 = readonly [number, number, number, number]

/** Four random 32-bit words for a counter under a key. */
export function randomWords([c0, c1, c2, c3]: Words4, [k0, k1]: Words2): Uint32Array {
  const words = new Uint32Array(4)
  philox(c0, c1, c2, c3, k0, k1, words, 0)
  return words
}
