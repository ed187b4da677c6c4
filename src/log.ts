/** Logger: constant messages, data as fields, ids on child loggers. */
import { type LoggerOptions, type Logger as PinoLogger, pino } from 'pino'

export type Logger = PinoLogger

/** JSON for programs, lines of text for people. */
export type LogFormat = 'json' | 'text'

/** Fields where libraries put keys and passwords: a rejected AUTH of Redis includes its arguments. */
const secrets = ['', '*.'].flatMap((at) => [
  `${at}headers.authorization`,
  `${at}headers.cookie`,
  `${at}headers["x-api-key"]`,
  `${at}password`,
  `${at}apiKey`,
  `${at}connectionString`,
  `${at}databaseUrl`,
  `${at}queueUrl`,
  `${at}command.args`,
])

export function createLogger(level: string, name: string, format: LogFormat = 'json'): Logger {
  const options: LoggerOptions = {
    level,
    name,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: secrets,
    serializers: { err: withoutClient },
  }
  const output = pino.destination({ dest: 2, sync: true })
  if (format === 'json') return pino(options, output)
  return pino(options, { write: (line: string) => void output.write(`${formatLine(line)}\n`) })
}

/** PostgreSQL's driver attaches the whole connection to some errors: kilobytes without information. */
function withoutClient(error: Error): object {
  const { client: _, ...told } = pino.stdSerializers.err(error) as { client?: unknown }
  return told
}

/** Fields that are constant, or printed at the start of the line. */
const unshown = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err'])

/**
 * `09:16:07 worker  study improved  study=iris metric=validation.accuracy value=0.95`; below warnings and errors, with their
 * level in front.
 *
 * @param json  a line as pino writes it
 */
export function formatLine(json: string): string {
  const line = JSON.parse(json) as Record<string, unknown> & { level: number; time: string }
  const level = line.level >= pino.levels.values.warn! ? `${pino.levels.labels[line.level]}: ` : ''
  const fields = Object.entries(line)
    .filter(([key, value]) => !unshown.has(key) && value !== null)
    .map(([key, value]) => `${key}=${shown(value)}`)
  const { message, stack } = (line.err ?? {}) as { message?: string; stack?: string }
  const cause = message === undefined ? [] : [message]
  const text = [
    `${level}${String(line.msg)}`,
    ...cause,
    ...(fields.length > 0 ? [fields.join(' ')] : []),
  ]
  const isBroken = line.level >= pino.levels.values.error! && stack !== undefined
  const head = `${formatTime(line.time)} ${String(line.name).padEnd(6)}  ${text.join('  ')}`
  return isBroken ? `${head}\n${stack.replace(/^/gm, '  ')}` : head
}

/** Local time of day. */
function formatTime(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8)
}

function shown(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value))
    return String(Number(value.toPrecision(5)))
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
  return JSON.stringify(value)
}
