/** Inspects posted spaces. With constraints this may take long, so it runs in a thread with a time limit. */
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { type Fault, Problem } from '../../errors.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { inspectSpace, type SpaceFindings, type SpaceQuestion } from './inspect-space.ts'
import type { InThread } from './space-thread.ts'

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
const startLimitMs = 30_000
const [busy, tooLong] = [Symbol('busy'), Symbol('too long')]

export function createSpaceInspector(limitMs = defaultLimitMs): SpaceInspector {
  const pool = new Piscina<InThread, SpaceFindings>({
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
        throw tooBusy()
      }
      const limit = new AbortController() // terminates the thread
      const { port1: begun, port2: begins } = new MessageChannel()
      // waiting for a thread and loading it says nothing about the space
      let timer = setTimeout(() => limit.abort(busy), startLimitMs)
      begun.once('message', () => {
        clearTimeout(timer)
        timer = setTimeout(() => limit.abort(tooLong), limitMs)
      })
      try {
        const options = { signal: limit.signal, transferList: [begins] }
        return await pool.run({ question, begins }, options)
      } catch (error) {
        if (limit.signal.reason === tooLong) return null
        throw limit.signal.reason === busy ? tooBusy() : error
      } finally {
        clearTimeout(timer)
        begun.close()
      }
    },
    close: () => pool.destroy(),
  }
}

function tooBusy(): Problem {
  return new Problem(
    'busy',
    'Too many spaces with constraints are being checked. Try again in a moment.',
  )
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
