/**
 * Looks into posted spaces. Whether constraints leave anything may take long to find out: that is done in a thread, for
 * so long and no longer, while the event loop serves others.
 */
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { type Fault, Problem } from '../../errors.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { inspectSpace, type SpaceFindings, type SpaceQuestion } from './inspect-space.ts'

export interface SpaceInspector {
  /**
   * @param space  of the question's body
   * @returns      null: it took too long, nothing is known
   * @throws Problem busy while many others are looked into
   */
  inspect(space: SearchSpace, question: SpaceQuestion): Promise<SpaceFindings | null>
  close(): Promise<void>
}

const entry = fileURLToPath(new URL('./space-thread.js', import.meta.url))
const mostThreads = 2
const mostWaiting = 16
const idleMs = 60_000
const defaultLimitMs = 10_000

export function createSpaceInspector(limitMs = defaultLimitMs): SpaceInspector {
  const pool = new Piscina<SpaceQuestion, SpaceFindings>({
    filename: entry,
    minThreads: 0,
    maxThreads: mostThreads,
    maxQueue: mostWaiting,
    idleTimeout: idleMs,
  })
  return {
    async inspect(space, question) {
      // without constraints it takes some milliseconds
      if (space.constraints.length === 0) return inspectSpace(space, question)
      if (pool.queueSize >= mostWaiting) {
        throw new Problem(
          'busy',
          'Too many spaces with constraints are being checked. Try again in a moment.',
        )
      }
      const signal = AbortSignal.timeout(limitMs) // ends the thread
      try {
        return await pool.run(question, { signal })
      } catch (error) {
        if (signal.aborted) return null
        throw error
      }
    },
    close: () => pool.destroy(),
  }
}

/** What is said of a space that is not known to have anything feasible in it: it is refused, since its search might find nothing. */
export function unknownFeasibility({ constraints }: SearchSpace): Fault {
  const pointer = constraints[0]?.pointer.replace(/\/\d+$/, '') ?? ''
  const detail =
    'could not determine in time whether any configuration satisfies the constraints; use fewer or simpler ones'
  return { pointer, detail }
}
