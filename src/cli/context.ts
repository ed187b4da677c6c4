/** What every command is given. */
import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  client: Client
  terminal: Terminal
  /** How this program is called here: hints that begin with it can be pasted. */
  command: string
  /** From this call on, the first Ctrl-C aborts the signal and does no more. */
  onInterrupt: () => AbortSignal
}

/** As `npm run sweepd` in a clone, or installed. */
export function commandName(env: Record<string, string | undefined>): string {
  return env.npm_lifecycle_event === 'sweepd' ? 'npm run -s sweepd --' : 'sweepd'
}

/** For a shell: quoted where it has to be. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
