/** Compiled graphs by shape, the least recently used freed first. */
import type { CompiledGraph } from './graph/compiled-graph.ts'

export interface CachedGraph {
  graph: CompiledGraph
  msPerEpoch: number | null // as last measured, so that the next group of the shape starts with calls of a good length
  runs: number
}

export interface GraphCache {
  get(key: string, compile: () => CompiledGraph): CachedGraph
  dispose(): void
}

/** @param limit  graphs kept at once; each holds a session */
export function createGraphCache(limit: number): GraphCache {
  const kept = new Map<string, CachedGraph>()
  return {
    get(key, compile) {
      const known = kept.get(key)
      if (known) {
        // a Map keeps insertion order: moved to the end, the least recently used is first
        kept.delete(key)
        kept.set(key, known)
        return known
      }
      const made = { graph: compile(), msPerEpoch: null, runs: 0 }
      kept.set(key, made)
      const [oldest] = kept
      if (kept.size > limit && oldest) {
        oldest[1].graph.dispose()
        kept.delete(oldest[0])
      }
      return made
    },
    dispose() {
      for (const { graph } of kept.values()) graph.dispose()
      kept.clear()
    },
  }
}
