/** What every command is given. */
import type { Client } from './client.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  client: Client
  terminal: Terminal
  /** From this call on, the first Ctrl-C aborts the signal and does no more. */
  onInterrupt: () => AbortSignal
}
