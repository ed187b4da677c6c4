/**
 * A seeded permutation of 0 … size-1, computed one image at a time: a Feistel network over the next even
 * power of two, applied repeatedly until the result is inside the range.
 *
 * @see Black and Rogaway 2002, "Ciphers with arbitrary finite domains", CT-RSA
 */
import { toWords } from '../../philox.ts'
import { randomWords, type Words2 } from '../rng.ts'

const rounds = 6

/** @param size  at most 2^32 */
export function permuted(index: number, size: number, seed: number): number {
  const network = createNetwork(size, seed)
  let image = index
  do {
    let left = Math.floor(image / network.base)
    let right = image % network.base
    for (let round = 0; round < rounds; round++) {
      const mixed = left ^ roundNoise(network, right, round)
      left = right
      right = mixed
    }
    image = left * network.base + right
  } while (image >= size)
  return image
}

/** Returns the index that has the given image. */
export function unpermuted(image: number, size: number, seed: number): number {
  const network = createNetwork(size, seed)
  let index = image
  do {
    let left = Math.floor(index / network.base)
    let right = index % network.base
    for (let round = rounds - 1; round >= 0; round--) {
      const mixed = right ^ roundNoise(network, left, round)
      right = left
      left = mixed
    }
    index = left * network.base + right
  } while (index >= size)
  return index
}

interface Network {
  base: number // a number is two digits of this base, a power of two
  key: Words2
}

function createNetwork(size: number, seed: number): Network {
  return { base: 2 ** Math.max(1, Math.ceil(Math.log2(size) / 2)), key: toWords(seed) }
}

function roundNoise({ base, key }: Network, digit: number, round: number): number {
  const [noise = 0] = randomWords([digit, round, base, 0xfe15], key)
  return noise % base
}
