#!/usr/bin/env node
/** `sweepd`: the command line. */
import { CommanderError } from 'commander'
import { commandName } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { buildProgram } from './program.ts'
import { processTerminal } from './terminal.ts'
import { packageVersion } from './version.ts'

// `sweepd leaderboard x | head` closes the pipe early; a server must survive a closed standard output
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

let isServer = false
const serving = (ended: Promise<ExitCode>) => {
  isServer = true
  return ended
}

const program = buildProgram({
  version: packageVersion(),
  command: commandName(process.env),
  terminal: processTerminal,
  onInterrupt() {
    const controller = new AbortController()
    process.once('SIGINT', () => controller.abort())
    return controller.signal
  },
  // the service's modules take half a second to load, so only the server commands import them
  servers: {
    up: async () => serving((await import('./serve/up.ts')).up(process.env, processTerminal)),
    api: async () => serving((await import('./serve/api.ts')).api(process.env, processTerminal)),
    worker: async () =>
      serving((await import('./serve/worker.ts')).worker(process.env, processTerminal)),
  },
  retrain: async (options) =>
    (await import('./retrain/retrain.ts')).retrainFolder(process.env, processTerminal, options),
  setExitCode: (code) => {
    process.exitCode = code
  },
})

try {
  await program.parseAsync()
  // a server has closed everything it opened; anything still pending must not keep the process alive
  if (isServer) process.exit()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.refused
}
