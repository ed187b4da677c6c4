/** LRU cache with a limit on the total weight. */

export interface LruCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * @param weigh      weight of a value, computed again on every `set`, since values may grow
 * @param maxWeight  total; the most recently used value is kept whatever its weight
 */
export function createLruCache<Value>(
  weigh: (value: Value) => number,
  maxWeight: number,
): LruCache<Value> {
  const entries = new Map<string, Value>() // in order of last use
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      let weight = [...entries.values()].reduce((sum, each) => sum + weigh(each), 0)
      for (const [oldest, each] of entries) {
        if (weight <= maxWeight || entries.size === 1) break
        entries.delete(oldest)
        weight -= weigh(each)
      }
    },
    delete: (key) => void entries.delete(key),
  }
}
