import { startWorker } from '../../worker/main.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { openBackends, requireDatabaseUrl } from './open.ts'
import { type Env, serve } from './serve.ts'

/** `sweepd worker`: run any number of them, on any number of machines. */
export function worker(env: Env, terminal: Terminal): Promise<ExitCode> {
  return serve({ env, terminal, name: 'worker' }, async (running) => {
    const { config, log } = running
    const backends = await openBackends(running, requireDatabaseUrl(running))
    const { id, close } = await startWorker(config, { ...backends, log })
    running.onClose('worker', close)
    process.send?.('ready') // for `up`, if it forked this process
    terminal.write(`Worker ${id} is ready\n`)
  })
}
