/** What each command receives. */
import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  client: Client
  terminal: Terminal
  /** How to call this program here, so that hints can be pasted into a shell. */
  command: string
  /** After this call, the first Ctrl-C aborts the signal instead of ending the process. */
  onInterrupt: () => AbortSignal
}

/** `npm run sweepd` in a clone, `sweepd` when installed. */
export function commandName(env: Record<string, string | undefined>): string {
  return env.npm_lifecycle_event === 'sweepd' ? 'npm run -s sweepd --' : 'sweepd'
}

/** Quotes an argument for a shell if needed. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
