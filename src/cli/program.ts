/** Builds the command line. declare/ has the commands and their options, commands/ and serve/ what they do. */
import { Command, Option } from 'commander'
import { type Client, createClient } from './client.ts'
import type { Context } from './context.ts'
import { declareDatasets } from './declare/datasets.ts'
import { declareRepeating, type Retrain } from './declare/repeating.ts'
import { declareServers, type Servers } from './declare/servers.ts'
import { declareStudies } from './declare/studies.ts'
import type { ExitCode } from './exit-codes.ts'
import { reportFailure } from './failures.ts'
import type { Terminal } from './terminal.ts'

const defaultUrl = 'http://127.0.0.1:3000'

const exitCodeHelp = `
Exit codes:
  0    done
  1    no trial completed, doctor found inconsistencies, or a repeated training differs
  2    invalid usage, or refused by the server (4xx)
  3    server unreachable or failing (5xx)
  130  Ctrl-C`

interface GlobalOptions {
  url: string
  apiKey?: string
}

/** Runs a command with an API client, and reports errors. */
export type WithClient = <Arguments extends unknown[]>(
  act: (context: Context, ...args: Arguments) => Promise<ExitCode>,
) => (...args: Arguments) => Promise<void>

/**
 * @param command      how to call this program here, for hints
 * @param setExitCode  called with the exit code of the command
 * @throws CommanderError from `parseAsync`, for invalid usage and after --help
 */
export function buildProgram(options: {
  terminal: Terminal
  servers: Servers
  retrain: Retrain
  version: string
  command: string
  onInterrupt: () => AbortSignal
  setExitCode: (code: ExitCode) => void
}): Command {
  const { terminal, servers, retrain, version, command, onInterrupt, setExitCode } = options
  const program = new Command('sweepd')
    .description('Hyper-parameter search service: start it, post studies, read leaderboards.')
    .version(version, '--version', 'print the version')
    .addOption(
      new Option('--url <url>', 'address of the server').env('SWEEPD_URL').default(defaultUrl),
    )
    .addOption(
      new Option('--api-key <key>', 'API key, if the server requires one').env('SWEEPD_API_KEY'),
    )
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.writeError })
    .showHelpAfterError('(see --help)')
    .addHelpText('after', exitCodeHelp)
    .exitOverride()

  const withClient: WithClient =
    (act) =>
    async (...args) => {
      const { url, apiKey } = program.opts<GlobalOptions>()
      // compose files and shells write "not set" as an empty variable
      const client: Client = createClient({ url: url || defaultUrl, apiKey: apiKey || null })
      const context = { client, terminal, command, onInterrupt }
      try {
        setExitCode(await act(context, ...args))
      } catch (error) {
        setExitCode(reportFailure(error, context, { json: isJson(args) }))
      }
    }
  declareServers(program, servers, setExitCode)
  declareStudies(program, withClient)
  declareRepeating(program, withClient, { retrain, version })
  declareDatasets(program, withClient)
  return program
}

/** Commander passes a command's options after its arguments. */
function isJson(args: readonly unknown[]): boolean {
  return args.some(
    (arg) => typeof arg === 'object' && arg !== null && 'json' in arg && arg.json === true,
  )
}
