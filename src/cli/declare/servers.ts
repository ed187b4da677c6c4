import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.ts'

/** Server commands: they resolve when the server has stopped. */
export type Servers = Record<'up' | 'api' | 'worker', () => Promise<ExitCode>>

const descriptions: Record<keyof Servers, string> = {
  up: 'start API, worker and PostgreSQL (unless DATABASE_URL is set)',
  api: 'start only the API (needs DATABASE_URL)',
  worker: 'start only a worker (needs DATABASE_URL)',
}

export function declareServers(
  program: Command,
  servers: Servers,
  setExitCode: (code: ExitCode) => void,
): void {
  for (const [name, description] of Object.entries(descriptions) as [keyof Servers, string][]) {
    program
      .command(name)
      .description(description)
      .action(async () => setExitCode(await servers[name]()))
  }
}
