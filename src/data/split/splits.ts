/** Chooses rows at random, reproducibly by seed. */

/** Row indices, ascending. */
export interface Fold {
  train: Uint32Array
  validation: Uint32Array
}

/** Streams keep equal seeds from making equal choices for different purposes. */
export const streams = { test: 1, holdout: 2, folds: 3, sizes: 4 } as const

/** The test rows of a dataset, ascending: the same for every study. */
export function randomTestRows(
  rows: Uint32Array,
  { fraction, labels }: { fraction: number; labels: Int32Array | null },
): Uint32Array {
  return chooseRows(rows, { fraction, labels, seed: testSeed, stream: streams.test })
}

export const testSeed = 0x5eed

/** The validation rows of a hold-out split, ascending. */
export function holdoutRows(
  rows: Uint32Array,
  options: { fraction: number; labels: Int32Array | null; seed: number },
): Uint32Array {
  return chooseRows(rows, { ...options, stream: streams.holdout })
}

/**
 * The validation rows of each fold of a k-fold split, ascending. All folds have one size, so that they train in step:
 * if the rows do not divide evenly, up to `count` − 1 of them are in none of the folds. With `labels`, the rows of each
 * class are dealt in turn, so that the folds' counts of a class differ by at most one.
 */
export function foldRows(
  rows: Uint32Array,
  options: { count: number; labels: Int32Array | null; seed: number },
): Uint32Array[] {
  const { count, labels, seed } = options
  const left = new Set(orderByHash(rows, seed, streams.folds).slice(0, rows.length % count))
  const dealt = rows.filter((row) => !left.has(row))
  const groups = labels ? groupByLabel(dealt, labels) : [dealt]
  const folds: number[][] = Array.from({ length: count }, () => [])
  const order = groups.flatMap((group) => orderByHash(group, seed, streams.folds))
  for (const [place, row] of order.entries()) folds[place % count]!.push(row)
  return folds.map((fold) => Uint32Array.from(fold).sort())
}

/** The rows of `all` that are not in `chosen`; both ascending. */
export function otherRows(all: Uint32Array, chosen: Uint32Array): Uint32Array {
  const others = new Uint32Array(all.length - chosen.length)
  let next = 0
  let count = 0
  for (const row of all) {
    if (row === chosen[next]) next++
    else others[count++] = row
  }
  return others
}

/**
 * Chooses a share of the rows: those with the lowest seeded hash. With `labels` (by row of the dataset), each class
 * gives its share, rounded so that the total is exact; a class never gives its last row.
 */
function chooseRows(
  rows: Uint32Array,
  options: { fraction: number; labels: Int32Array | null; seed: number; stream: number },
): Uint32Array {
  const { fraction, labels, seed } = options
  const groups = labels ? groupByLabel(rows, labels) : [rows]
  const counts = shares(
    groups.map((group) => group.length),
    fraction,
  )
  const chosen: number[] = []
  for (const [index, group] of groups.entries()) {
    const order = orderByHash(group, seed, options.stream)
    for (let i = 0; i < counts[index]!; i++) chosen.push(order[i]!)
  }
  return Uint32Array.from(chosen).sort()
}

function groupByLabel(rows: Uint32Array, labels: Int32Array): Uint32Array[] {
  const groups = new Map<number, number[]>()
  for (const row of rows) {
    const label = labels[row]!
    const group = groups.get(label)
    if (group) group.push(row)
    else groups.set(label, [row])
  }
  return [...groups.keys()]
    .sort((a, b) => a - b)
    .map((label) => Uint32Array.from(groups.get(label)!))
}

/**
 * The number of rows to take from each group: its share rounded down or up (largest remainders first), so that the sum
 * is the rounded share of the whole. At least one row of each group stays.
 */
export function shares(sizes: readonly number[], fraction: number): number[] {
  const wanted = Math.round(sizes.reduce((sum, size) => sum + size, 0) * fraction)
  const counts = sizes.map((size) => Math.max(0, Math.min(Math.floor(size * fraction), size - 1)))
  const remainder = (index: number) => sizes[index]! * fraction - counts[index]!
  const order = [...sizes.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b)
  let missing = wanted - counts.reduce((sum, count) => sum + count, 0)
  for (const index of order) {
    if (missing <= 0) break
    if (remainder(index) <= 0 || counts[index]! >= sizes[index]! - 1) continue
    counts[index]!++
    missing--
  }
  return counts
}

/** Rows sorted by hash, ascending; equal hashes by row. */
export function orderByHash(rows: Uint32Array, seed: number, stream: number): number[] {
  const keys = new Float64Array(rows.length)
  for (const [index, row] of rows.entries())
    keys[index] = rowHash(seed, stream, row) * 2 ** 21 + row
  keys.sort() // 32 bits of hash and 21 of row: exact in 53
  return Array.from(keys, (key) => key % 2 ** 21)
}

/**
 * A 32-bit hash of the seed (up to 53 bits), the stream and the row.
 *
 * @see Appleby 2011, MurmurHash3, the 32-bit finalizer, chained over the words
 */
function rowHash(seed: number, stream: number, row: number): number {
  const high = Math.floor(seed / 2 ** 32)
  let hash = mix(seed >>> 0)
  hash = mix(hash ^ (high + 0x9e3779b9))
  hash = mix(hash ^ (stream * 0x85ebca6b))
  return mix(hash ^ (row + 0x9e3779b9)) >>> 0
}

function mix(word: number): number {
  let hash = word | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
