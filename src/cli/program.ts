/** The commands, their arguments and their help; what they do is in commands/ and serve/. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { type Client, createClient, Refused, Unreachable } from './client.ts'
import { addDataset, deleteDataset, listDatasets } from './commands/datasets.ts'
import { doctor } from './commands/doctor.ts'
import { run } from './commands/run.ts'
import { change, leaderboard, studies } from './commands/studies.ts'
import type { Context } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { Ambiguous, showChoices } from './find-study.ts'
import { BadFile } from './read-json.ts'
import { showProblem } from './show/problem.ts'
import type { Terminal } from './terminal.ts'

/** The commands that are servers: they resolve when they have ended. */
export type Servers = Record<'up' | 'api' | 'worker', () => Promise<ExitCode>>

const defaultUrl = 'http://127.0.0.1:3000'

interface GlobalOptions {
  url: string
  apiKey?: string
}

/**
 * @param setExitCode  told how a command ended
 * @throws CommanderError from `parseAsync`, for bad usage and after --help
 */
export function buildProgram(options: {
  terminal: Terminal
  servers: Servers
  onInterrupt: () => AbortSignal
  setExitCode: (code: ExitCode) => void
}): Command {
  const { terminal, servers, onInterrupt, setExitCode } = options
  const program = new Command('sweepd')
    .description('Hyper-parameter search service: start it, post studies, read leaderboards.')
    .addOption(new Option('--url <url>', 'the server').env('SWEEPD_URL').default(defaultUrl))
    .addOption(new Option('--api-key <key>', 'where the server wants one').env('SWEEPD_API_KEY'))
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.complain })
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()

  /** Runs a command that talks to the server, and tells what went wrong. */
  const ask =
    <Arguments extends unknown[]>(
      act: (context: Context, ...args: Arguments) => Promise<ExitCode>,
    ) =>
    async (...args: Arguments) => {
      const { url, apiKey } = program.opts<GlobalOptions>()
      // an empty variable is how compose files and shells say "not set"
      const client: Client = createClient({ url: url || defaultUrl, apiKey: apiKey || null })
      try {
        setExitCode(await act({ client, terminal, onInterrupt }, ...args))
      } catch (error) {
        setExitCode(tellFailure(error, terminal, isJson(args)))
      }
    }
  const serve = (name: keyof Servers) => async () => setExitCode(await servers[name]())

  program
    .command('up')
    .description('start everything: PostgreSQL (or DATABASE_URL), API, worker')
    .action(serve('up'))
  program.command('api').description('start the API alone; needs DATABASE_URL').action(serve('api'))
  program
    .command('worker')
    .description('start a worker alone; needs DATABASE_URL')
    .action(serve('worker'))

  program
    .command('run <study.json>')
    .description('post a study (- is standard input), watch it, show its leaderboard')
    .option('--watch', 'follow it until it ends', true)
    .option('--no-watch', 'post it and print its id')
    .option('--json', 'print the result as JSON, and nothing else')
    .option('--limit <n>', 'rows of the leaderboard', wholeNumber, 10)
    .action(ask(run))
  program
    .command('leaderboard <study>')
    .description('show the best trials of a study, by its id or name')
    .option('--json', 'as the API answers it')
    .option('--limit <n>', 'rows', wholeNumber, 20)
    .action(ask(leaderboard))
  program
    .command('studies')
    .description('list the newest studies')
    .option('--json', 'as the API answers them')
    .option('--limit <n>', 'rows', wholeNumber, 20)
    .action(ask(studies))
  for (const [verb, help] of Object.entries(verbs) as [keyof typeof verbs, string][]) {
    program
      .command(`${verb} <study>`)
      .description(help)
      .action(ask((context, study: string) => change(context, verb, study)))
  }
  program
    .command('doctor')
    .description('check that what is stored of studies agrees with itself; exit code 1 if not')
    .option('--study <study>', 'one study, by its id or name; by default all')
    .option('--json', 'a line of JSON for each study')
    .action(ask(doctor))
  addDatasetCommands(program, ask)
  return program
}

const verbs = {
  pause: 'start no more trials; what is trained is kept',
  resume: 'go on with a paused study',
  cancel: 'end a study and its running trials',
}

function addDatasetCommands(
  program: Command,
  ask: <Arguments extends unknown[]>(
    act: (context: Context, ...args: Arguments) => Promise<ExitCode>,
  ) => (...args: Arguments) => Promise<void>,
): void {
  const datasets = program.command('datasets').description('list, upload, delete datasets')
  datasets
    .command('list', { isDefault: true })
    .description('list all')
    .option('--json', 'as the API answers them')
    .action(ask(listDatasets))
  datasets
    .command('add <file>')
    .description('upload a CSV (also gzipped or in a ZIP) or Parquet file')
    .option(
      '--spec <file>',
      'JSON file that says how to read it; the options below replace its members',
    )
    .option('--name <name>', "by default the file's")
    .option('--format <format>', 'csv or parquet')
    .option('--task <task>', 'classification or regression')
    .option('--target <column>', 'what to predict: a name, or an index from 0')
    .option('--ignore <columns>', 'to leave out, separated by commas', list)
    .option('--categorical <columns>', 'numbers that are categories', list)
    .option('--missing <texts>', 'what means "missing", separated by commas', list)
    .option('--no-header', 'the first line is data')
    .option('--delimiter <character>', 'between the fields; also tab, whitespace')
    .option('--input-shape <sizes>', 'the inputs are one tensor, e.g. 28,28,1', wholeNumbers)
    .option('--test-fraction <share>', 'rows that no search sees', fraction)
    .option('--json', 'as the API answers it')
    .action(
      ask((context, file: string, { header, ...given }: { header: boolean; json?: boolean }) =>
        // commander's default for --no-header must not replace what the spec file says
        addDataset(context, file, header ? given : { ...given, header }),
      ),
    )
  datasets
    .command('delete <dataset>')
    .description('by id or name; refused while studies use it')
    .action(ask(deleteDataset))
}

function tellFailure(error: unknown, terminal: Terminal, json?: boolean): ExitCode {
  if (error instanceof Refused) {
    const { problem } = error
    if (json) terminal.write(`${JSON.stringify(problem)}\n`)
    else terminal.complain(`${showProblem(problem)}\n`)
    return problem.status >= 500 ? exitCodes.broken : exitCodes.refused
  }
  if (error instanceof Ambiguous) {
    terminal.complain(`${showChoices(error)}\n`)
    return exitCodes.refused
  }
  if (error instanceof BadFile) {
    terminal.complain(`${error.message}\n`)
    return exitCodes.refused
  }
  if (error instanceof Unreachable) {
    terminal.complain(`${error.message} Start one with npm start, or set SWEEPD_URL.\n`)
    return exitCodes.broken
  }
  throw error
}

/** Commander passes a command's options behind its arguments. */
function isJson(args: readonly unknown[]): boolean {
  return args.some(
    (arg) => typeof arg === 'object' && arg !== null && 'json' in arg && arg.json === true,
  )
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A number from 1 is needed.')
  return Number(text)
}

function wholeNumbers(text: string): number[] {
  return list(text).map(wholeNumber)
}

function fraction(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('A number such as 0.2 is needed.')
  }
  return value
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}
