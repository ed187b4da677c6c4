/** Runs searches with Optuna's samplers, in a separate process that gets its values from this one. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import readline from 'node:readline'
import type { Params } from '../../src/search/space/params.ts'
import { type Job, type Run, runOf } from './run.ts'
import { type Outcome, outcomeOf } from './trial-values.ts'

export interface Peer {
  run(job: Job): Promise<Run>
  stop(): void
}

export const peerScript = path.resolve('bench', 'samplers', 'peer.py')

export function startPeer(python: string): Peer {
  const child = spawn(python, [peerScript], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const say = (message: unknown) => child.stdin.write(`${JSON.stringify(message)}\n`)
  return {
    async run(job) {
      const { sampler, testFunction, space, seed, budget, parallel } = job
      const parameters = space.parameters.map(({ name, domain, conditions }) => ({
        name,
        domain,
        conditions,
      }))
      const objectives = testFunction.reference?.length ?? 1
      say({ sampler, seed, budget, parallel, objectives, parameters })
      const outcomes: Outcome[] = []
      let ms = 0
      for (let number = 0; number < budget; number++) {
        const { value, done } = await lines.next()
        if (done) throw new Error(`The peer ended during ${sampler} on ${testFunction.name}`)
        const { params, seconds } = JSON.parse(value) as { params: Params; seconds: number }
        const outcome = outcomeOf(testFunction, params, { seed, number })
        outcomes.push(outcome)
        ms += 1000 * seconds
        say(outcome.observed)
      }
      return runOf(job, outcomes, ms)
    },
    stop() {
      child.stdin.end()
    },
  }
}
