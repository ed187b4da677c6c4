/** Logs are facts: a constant message, the rest as fields, on a child logger that holds the ids. */
import { type LoggerOptions, type Logger as PinoLogger, pino } from 'pino'

export type Logger = PinoLogger

export function createLogger(level: string, name: string): Logger {
  const options: LoggerOptions = {
    level,
    name,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', '*.connectionString'],
  }
  return pino(options, pino.destination({ dest: 2, sync: true }))
}
