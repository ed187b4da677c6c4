/**
 * The only reader of environment variables: one schema, validated once; an invalid variable stops the start with its
 * name.
 */
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { parseDecimal } from './decimal.ts'

const Environment = z.object({
  SWEEPD_HOST: z.string().min(1).default('127.0.0.1'),
  SWEEPD_PORT: number({ low: 0, high: 65_535, isWhole: true }).default(3000),
  SWEEPD_DATA_DIR: z.string().min(1).default('.sweepd'),
  SWEEPD_CACHE_DIR: z
    .string()
    .min(1)
    .default(path.join(os.homedir(), '.cache', 'sweepd')),
  SWEEPD_TRAINERS: number({ low: 1, high: 256, isWhole: true }).optional(),
  SWEEPD_LEASE_SECONDS: number({ low: 1, high: 3_600, isWhole: false }).default(15),
  SWEEPD_DEVICE: z.enum(['auto', 'cpu', 'gpu']).default('auto'),
  SWEEPD_EXECUTION: z.enum(['auto', 'graph', 'xla']).default('auto'),
  SWEEPD_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SWEEPD_LOG_FORMAT: z.enum(['auto', 'json', 'text']).default('auto'),
  SWEEPD_API_KEY: z.string().min(16).optional(),
  SWEEPD_ALLOWED_HOSTS: list(
    isHostName,
    'host names such as sweepd.example.com, without scheme or port',
  ),
  SWEEPD_ALLOWED_ORIGINS: list(isOrigin, 'origins such as https://board.example.com:8443'),
  DATABASE_URL: server(['postgres', 'postgresql']),
  QUEUE_URL: server(['redis', 'rediss', 'postgres', 'postgresql']),
})

export interface Config {
  host: string
  port: number // 0: any free port
  dataDir: string // absolute; embedded database and its files
  cacheDir: string // absolute; downloads and copies of datasets, safe to delete
  trainers: number | null // trainer processes of this machine's worker; null: depends on its cores or GPUs
  leaseSeconds: number // a worker that is silent, or a trainer that hangs, for this long loses its trials
  device: 'auto' | 'cpu' | 'gpu'
  execution: 'auto' | 'graph' | 'xla' // how trainers execute graphs; auto: what is expected to be faster
  logLevel: string
  logFormat: 'auto' | 'json' | 'text' // auto: text on a terminal
  apiKey: string | null
  allowedHosts: string[] // host names in requests that are accepted besides the address
  allowedOrigins: string[] // web pages on other origins that are allowed
  databaseUrl: string | null // null: embedded PostgreSQL
  queueUrl: string | null // null: BullMQ in the same PostgreSQL
}

/** @throws Error naming every invalid variable */
export function loadConfig(env: Record<string, string | undefined>): Config {
  // compose files and shells write "not set" as an empty variable
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`Invalid environment: ${faults.join('; ')}`)
  }
  const e = parsed.data
  return {
    host: e.SWEEPD_HOST,
    port: e.SWEEPD_PORT,
    dataDir: path.resolve(e.SWEEPD_DATA_DIR),
    cacheDir: path.resolve(e.SWEEPD_CACHE_DIR),
    trainers: e.SWEEPD_TRAINERS ?? null,
    leaseSeconds: e.SWEEPD_LEASE_SECONDS,
    device: e.SWEEPD_DEVICE,
    execution: e.SWEEPD_EXECUTION,
    logLevel: e.SWEEPD_LOG_LEVEL,
    logFormat: e.SWEEPD_LOG_FORMAT,
    apiKey: e.SWEEPD_API_KEY ?? null,
    allowedHosts: e.SWEEPD_ALLOWED_HOSTS,
    allowedOrigins: e.SWEEPD_ALLOWED_ORIGINS,
    databaseUrl: e.DATABASE_URL ?? null,
    queueUrl: e.QUEUE_URL ?? null,
  }
}

function number({ low, high, isWhole }: { low: number; high: number; isWhole: boolean }) {
  const kind = isWhole ? 'a whole number' : 'a number'
  return z
    .string()
    .refine((text) => {
      const value = parseDecimal(text)
      if (value === null || (isWhole && !Number.isInteger(value))) return false
      return value >= low && value <= high
    }, `must be ${kind} from ${low} to ${high}, in decimal digits`)
    .transform(Number)
}

/** Parts separated by commas; each is validated. */
function list(isValid: (part: string) => boolean, accepted: string) {
  return z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ''))
    .refine((parts) => parts.every(isValid), `must be ${accepted}, separated by commas`)
}

function isHostName(text: string): boolean {
  return /^(\[[\da-f:.]+\]|[a-z\d_.-]+)$/i.test(text)
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}

/** URL of a server. Ambiguous URLs are rejected, and messages never repeat the URL, which contains a password. */
function server(schemes: readonly string[]) {
  return z
    .string()
    .transform(encoded)
    .superRefine((text, context) => {
      const fault = serverFault(text, schemes)
      if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    })
    .optional()
}

function serverFault(text: string, schemes: readonly string[]): string | null {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/is.exec(text) ?? []
  if (!schemes.includes(scheme))
    return `${schemes.map((one) => `${one}://…`).join(' or ')} is accepted`
  // the host name ends at the first of these, so in a password they would cut it short
  const [authority = '', ...more] = rest.split(/[/?#]/)
  if (more.join('').includes('@') || rest.includes('#')) {
    return 'in a user name, a password or an option write / as %2F, ? as %3F, # as %23 and @ as %40'
  }
  if (!URL.canParse(text)) return 'is not a URL: is its port a number?'
  if (!isDecodable(authority))
    return 'has a % that begins no character: in a password write it as %25'
  const schemas = new URL(text).searchParams.getAll('schema')
  if (schemas.length > 1) return 'names schema more than once'
  const [schema = 'public'] = schemas
  if (schema === '' || Buffer.byteLength(schema) > 63)
    return 'schema= takes a name of 1 to 63 bytes'
  return null
}

/** A % not followed by two hexadecimal digits, or a space, stands for itself. */
function encoded(text: string): string {
  return text.replace(/%(?![\da-f]{2})/gi, '%25').replaceAll(' ', '%20')
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
