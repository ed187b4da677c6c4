/** A map that forgets what was not used for longest. */

export interface LruCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * @param weigh      of a value, whenever another is set; values may grow
 * @param maxWeight  of all together; the one used last stays, whatever its weight
 */
export function createLruCache<Value>(
  weigh: (value: Value) => number,
  maxWeight: number,
): LruCache<Value> {
  const entries = new Map<string, Value>() // in the order of their last use
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
