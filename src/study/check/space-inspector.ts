/** Inspects posted spaces. With constraints this may take long, so it runs in a thread with a time limit. */
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { type Fault, Problem } from '../../errors.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { inspectSpace, type SpaceFindings, type SpaceQuestion } from './inspect-space.ts'

export interface SpaceInspector {
  /**
   * @param space  parsed from the body
   * @returns      null if the time limit was reached
   * @throws Problem busy if too many inspections are running
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
    // Node 20 aborts the process when a thread is terminated while `require` links a module; `import` is safe
    execArgv: [...process.execArgv, '--no-experimental-require-module'],
  })
  return {
    async inspect(space, question) {
      // a few milliseconds without constraints
      if (space.constraints.length === 0) return inspectSpace(space, question)
      if (pool.queueSize >= mostWaiting) {
        throw new Problem(
          'busy',
          'Too many spaces with constraints are being checked. Try again in a moment.',
        )
      }
      const signal = AbortSignal.timeout(limitMs) // terminates the thread
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

/**
 * Fault of a space for which no feasible configuration is known; it is rejected, because its search might find
 * nothing.
 */
export function unknownFeasibility({ constraints }: SearchSpace): Fault {
  const pointer = constraints[0]?.pointer.replace(/\/\d+$/, '') ?? ''
  const detail =
    'could not determine in time whether any configuration satisfies the constraints; use fewer or simpler ones'
  return { pointer, detail }
}
