/**
 * Computes points of the Sobol sequence, plain or Owen-scrambled, directly from their index.
 *
 * @see Sobol 1967; Antonov and Saleev 1979 for the Gray-code order, which scipy's `qmc.Sobol` uses too
 */
import { joeKuo } from './joe-kuo.ts'

/** Number of dimensions that have their own direction numbers. */
export const sobolDimensions = joeKuo.length + 1

const bits = 32
const directions = directionNumbers() // [dimension, bit], most significant bit first

/**
 * Computes one coordinate of the unscrambled sequence as a 32-bit fraction: divided by 2^32 it lies in [0, 1).
 *
 * @param index      of the point, from 0, below 2^32; point 0 is the origin
 * @param dimension  from 0, below `sobolDimensions`
 */
export function sobolBits(index: number, dimension: number): number {
  if (dimension >= sobolDimensions) {
    throw new RangeError(
      `Sobol dimension ${dimension} is out of range: the table has ${sobolDimensions}`,
    )
  }
  let gray = (index ^ (index >>> 1)) >>> 0
  let fraction = 0
  for (let at = dimension * bits; gray !== 0; at++) {
    if (gray & 1) fraction ^= directions[at] ?? 0
    gray >>>= 1
  }
  return fraction >>> 0
}

/**
 * Computes one coordinate, in (0, 1), of an Owen-scrambled Sobol point. Each coordinate is uniform, and any 2^k
 * successive points that start at a multiple of 2^k are stratified like the plain ones. Beyond `sobolDimensions`,
 * dimensions are reused with the points in another nested order, which avoids correlation with the first use.
 *
 * @see Owen 1995, "Randomly permuted (t,m,s)-nets and (t,s)-sequences"; Burley 2020, "Practical hash-based
 *      Owen scrambling", JCGT 9(4), §4 for the padding of dimensions
 */
export function scrambledSobol(index: number, dimension: number, seed: number): number {
  const round = Math.floor(dimension / sobolDimensions)
  const low = seed >>> 0
  const key = mixed(low, mixed(Math.floor(seed / 2 ** 32) >>> 0, 0x5eed))
  // scrambling an index from its highest bit keeps aligned blocks of 2^k together
  const at = round === 0 ? index : owenScrambled(index, mixed(round, key))
  const plain = sobolBits(at, dimension % sobolDimensions)
  return (owenScrambled(plain, mixed(dimension + 1, key)) + 0.5) / 2 ** bits
}

/** Nested uniform scrambling: flips each bit at random, depending on the bits above it. */
function owenScrambled(fraction: number, key: number): number {
  let flips = mixed(0, key) & 0x80000000
  for (let bit = 1; bit < bits; bit++) {
    const above = fraction >>> (bits - bit)
    // the leading 1 distinguishes prefixes of different lengths
    const coin = mixed(above | (1 << bit), key) >>> 31
    flips |= coin << (bits - 1 - bit)
  }
  return (fraction ^ flips) >>> 0
}

/** A 32-bit hash of a word under a key: two rounds of murmur3's finalizer. */
function mixed(word: number, key: number): number {
  return finalized(finalized(word ^ key) + Math.imul(key, 0x9e3779b9))
}

function finalized(word: number): number {
  let hash = word | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** m_k by the polynomial's recurrence (Joe and Kuo, eq. 2), shifted to the top of the word. */
function directionNumbers(): Uint32Array {
  const table = new Uint32Array((joeKuo.length + 1) * bits)
  for (let bit = 0; bit < bits; bit++) table[bit] = 2 ** (bits - 1 - bit)
  for (const [row, [polynomial = 1, ...initial]] of joeKuo.entries()) {
    const degree = initial.length
    const v = table.subarray((row + 1) * bits, (row + 2) * bits)
    for (let k = 0; k < bits; k++) {
      if (k < degree) v[k] = (initial[k] ?? 0) << (bits - 1 - k)
      else {
        const base = v[k - degree] ?? 0
        let word = base ^ (base >>> degree)
        for (let term = 1; term < degree; term++) {
          if ((polynomial >>> (degree - term)) & 1) word ^= v[k - term] ?? 0
        }
        v[k] = word
      }
    }
  }
  return table
}
