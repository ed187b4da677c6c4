/** Splits by group: rows whose codes are equal are never on both sides. */
import { orderByHash } from './splits.ts'

interface Grouping {
  codes: Int32Array // group of each row of the dataset
  seed: number
  stream: number // keeps equal seeds from making equal choices
}

/** Rows of randomly drawn groups, ascending: about `fraction` of the rows, at least one group and never all. */
export function someGroups(
  rows: Uint32Array,
  { fraction, ...grouping }: Grouping & { fraction: number },
): Uint32Array {
  const groups = inRandomOrder(rows, grouping)
  if (groups.length < 2) return new Uint32Array()
  const wanted = rows.length * fraction
  const chosen: Uint32Array[] = []
  let count = 0
  for (const group of groups) {
    // skip a group that would overshoot by more than is still missing
    if (Math.abs(count + group.length - wanted) >= Math.abs(count - wanted)) continue
    chosen.push(group)
    count += group.length
  }
  const smallest = groups.reduce((least, group) => (group.length < least.length ? group : least))
  if (chosen.length === 0) return smallest
  return joined(chosen.length < groups.length ? chosen : chosen.slice(1))
}

/** Deals the groups, largest first, to `count` parts of about equal size; the rows of each part ascend. */
export function groupFolds(
  rows: Uint32Array,
  { count, ...grouping }: Grouping & { count: number },
): Uint32Array[] {
  const parts = Array.from({ length: count }, () => ({ size: 0, groups: [] as Uint32Array[] }))
  const groups = inRandomOrder(rows, grouping).sort((a, b) => b.length - a.length)
  for (const group of groups) {
    const smallest = parts.reduce((least, part) => (part.size < least.size ? part : least))
    smallest.groups.push(group)
    smallest.size += group.length
  }
  return parts.map(({ groups }) => joined(groups))
}

function inRandomOrder(rows: Uint32Array, { codes, seed, stream }: Grouping): Uint32Array[] {
  const groups = new Map<number, number[]>()
  for (const row of rows) {
    const group = groups.get(codes[row]!)
    if (group) group.push(row)
    else groups.set(codes[row]!, [row])
  }
  const order = orderByHash(Uint32Array.from(groups.keys()), seed, stream)
  return order.map((code) => Uint32Array.from(groups.get(code)!))
}

function joined(groups: readonly Uint32Array[]): Uint32Array {
  return Uint32Array.from(groups.flatMap((group) => [...group])).sort()
}
