/** At most `most` items at even distances, in their order. */
export function evenly<T>(items: ArrayLike<T>, most: number): T[] {
  const count = Math.min(most, items.length)
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)]!)
}
