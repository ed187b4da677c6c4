/** Caches compiled graphs by shape; the least recently used is freed first. */
import type { GroupGraph } from '../compile/group-graph.ts'
import type { GroupState } from '../group/state.ts'

export interface CachedGraph {
  graph: GroupGraph
  msPerEpoch: number | null // as last measured; the next group of the shape starts with it
  runs: number
  /** Whose data and state are in the graph's memory. */
  data: object | null
  tenant: Tenant | null
}

/** A group whose state is in a graph's memory. */
export interface Tenant {
  /** Called before another state takes its place or the graph is freed: reads the state back. */
  moveOut(): void
}

export interface GraphCache {
  get(key: string, compile: () => GroupGraph): CachedGraph
  /** Whether a kept graph has run. */
  hasRun(key: string): boolean
  /**
   * Frees a graph that cannot be run and deletes the programs kept in files, one of which may be damaged. Says whether
   * another attempt makes sense: once for each graph, and if there were any.
   */
  forgetPrograms(key: string): boolean
  /** Frees a graph that cannot be compiled or run, and remembers that. */
  refuse(key: string): void
  isRefused(key: string): boolean
  dispose(): void
}

/** Gets a group's graph from the cache, compiled for states like this one if it is missing. */
export type GetGraph = (state: () => GroupState) => CachedGraph

/** Graphs that a trainer keeps; each holds a session, and compiling again costs more than keeping it. */
export const keptGraphs = 16

/**
 * @param limit           graphs kept at once
 * @param deletePrograms  deletes the programs kept in files, says whether there were any
 */
export function createGraphCache(limit: number, deletePrograms = () => false): GraphCache {
  const kept = new Map<string, CachedGraph>()
  const refused = new Set<string>()
  const compiledAnew = new Set<string>()
  const free = (cached: CachedGraph) => {
    cached.tenant?.moveOut()
    cached.graph.dispose()
  }
  const drop = (key: string) => {
    const cached = kept.get(key)
    kept.delete(key)
    if (cached) free(cached)
  }
  return {
    get(key, compile) {
      const known = kept.get(key)
      if (known) {
        // a Map keeps insertion order: moved to the end, the least recently used is first
        kept.delete(key)
        kept.set(key, known)
        return known
      }
      const made = { graph: compile(), msPerEpoch: null, runs: 0, data: null, tenant: null }
      kept.set(key, made)
      const [oldest] = kept
      if (kept.size > limit && oldest) {
        kept.delete(oldest[0])
        free(oldest[1])
      }
      return made
    },
    hasRun: (key) => (kept.get(key)?.runs ?? 0) > 0,
    forgetPrograms(key) {
      if (compiledAnew.has(key) || !deletePrograms()) return false
      compiledAnew.add(key)
      drop(key)
      return true
    },
    refuse(key) {
      refused.add(key)
      drop(key)
    },
    isRefused: (key) => refused.has(key),
    dispose() {
      for (const cached of kept.values()) free(cached)
      kept.clear()
    },
  }
}
