/** The only reader of the environment: one schema, run once; a bad variable stops the start by name. */
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'

const Environment = z.object({
  SWEEPD_HOST: z.string().min(1).default('127.0.0.1'),
  SWEEPD_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  SWEEPD_DATA_DIR: z.string().min(1).default('.sweepd'),
  SWEEPD_CACHE_DIR: z
    .string()
    .min(1)
    .default(path.join(os.homedir(), '.cache', 'sweepd')),
  SWEEPD_TRAINERS: z.coerce.number().int().min(1).max(256).optional(),
  SWEEPD_DEVICE: z.enum(['auto', 'cpu', 'gpu']).default('auto'),
  SWEEPD_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SWEEPD_API_KEY: z.string().min(16).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  QUEUE_URL: z.url({ protocol: /^(rediss?|postgres(ql)?)$/ }).optional(),
})

export interface Config {
  host: string
  port: number // 0: any free one
  dataDir: string // absolute; the embedded database and its files
  cacheDir: string // absolute; downloads and dataset copies, safe to delete
  trainers: number | null // trainer processes of this machine's worker; null: by its cores or GPUs
  device: 'auto' | 'cpu' | 'gpu'
  logLevel: string
  apiKey: string | null
  databaseUrl: string | null // null: embedded PostgreSQL
  queueUrl: string | null // null: BullMQ in the same PostgreSQL
}

/** @throws Error that names every bad variable */
export function loadConfig(env: Record<string, string | undefined>): Config {
  // an empty variable is how compose files and shells say "not set"
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`Bad environment: ${faults.join('; ')}`)
  }
  const e = parsed.data
  return {
    host: e.SWEEPD_HOST,
    port: e.SWEEPD_PORT,
    dataDir: path.resolve(e.SWEEPD_DATA_DIR),
    cacheDir: path.resolve(e.SWEEPD_CACHE_DIR),
    trainers: e.SWEEPD_TRAINERS ?? null,
    device: e.SWEEPD_DEVICE,
    logLevel: e.SWEEPD_LOG_LEVEL,
    apiKey: e.SWEEPD_API_KEY ?? null,
    databaseUrl: e.DATABASE_URL ?? null,
    queueUrl: e.QUEUE_URL ?? null,
  }
}
