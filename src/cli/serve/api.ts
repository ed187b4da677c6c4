import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { listen } from './listen.ts'
import { openBackends, requireDatabaseUrl } from './open.ts'
import { openPlaceholderServer } from './placeholder-server.ts'
import { type Env, serve } from './serve.ts'

/** `sweepd api`: run any number of them on one database. */
export function api(env: Env, terminal: Terminal): Promise<ExitCode> {
  return serve({ env, terminal, name: 'api' }, async (running) => {
    const databaseUrl = requireDatabaseUrl(running)
    const placeholder = await openPlaceholderServer(running.config)
    running.onClose('placeholder', placeholder.close)
    const backends = await openBackends(running, databaseUrl)
    const { url, prepared } = await listen(running, { ...backends, placeholder })
    await prepared
    terminal.write(`Sweepd is listening at ${url}\n`)
  })
}
