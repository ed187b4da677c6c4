/** Connects BullMQ to its store: Redis, or tables next to ours in PostgreSQL. */
import { createHash } from 'node:crypto'
import { createPostgresBackend, createRedisBackend, type PostgresQueueBackend } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { schemaName, serverOptions } from './db/server/connection.ts'

const connectMs = 10_000
const keepAliveMs = 10_000

export interface Connection {
  connection: unknown
  backendFactory: unknown
  close(): Promise<void>
}

export function isRedis(url: string): boolean {
  return /^rediss?:/.test(url)
}

/**
 * @param onError    connection faults; it reconnects by itself
 * @param silenceMs  a connection that takes longer to respond is replaced
 */
export function openConnection(
  url: string,
  { onError, silenceMs }: { onError: (error: Error) => void; silenceMs: number },
): Connection {
  return isRedis(url)
    ? redisConnection(url, { onError, silenceMs })
    : postgresConnection(url, silenceMs)
}

function redisConnection(
  url: string,
  { onError, silenceMs }: { onError: (error: Error) => void; silenceMs: number },
): Connection {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: connectMs,
    keepAlive: keepAliveMs,
    // without a response for this long, it reconnects and sends pending commands again
    socketTimeout: silenceMs,
  })
  redis.on('error', onError)
  return {
    connection: redis,
    backendFactory: createRedisBackend,
    close: async () => redis.disconnect(),
  }
}

/** BullMQ's tables are in their own schema, because both have a table named `event`. */
export function queueSchema(schema: string): string {
  if (schema === 'public') return 'bullmq'
  // BullMQ accepts simple names only
  return /^[A-Za-z_][\w$]{0,55}$/.test(schema)
    ? `${schema}_bullmq`
    : `bullmq_${createHash('md5').update(schema).digest('hex')}`
}

/**
 * A connection that breaks in use fails its statements, which report the error; BullMQ handles errors only while idle.
 */
class QueueClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config)
    this.on('error', () => {})
  }
}

/**
 * BullMQ's backend, whose one connection that listens for jobs is replaced when it went silent. BullMQ keeps it for as
 * long as it reports no error, and a statement that timed out is none to pg.
 */
const postgresBackend: typeof createPostgresBackend = (...args) => {
  const backend = createPostgresBackend(...args)
  const { connection } = backend as PostgresQueueBackend
  const getListenClient = connection.getListenClient.bind(connection)
  const watched = new WeakSet<object>()
  connection.getListenClient = async () => {
    const client = await getListenClient()
    if (!watched.has(client)) {
      watched.add(client)
      endWhenSilent(client as unknown as pg.Client)
    }
    return client
  }
  return backend
}

/** Ends a connection with its first statement that got no response, which pg then reports as an error. */
function endWhenSilent(client: pg.Client): void {
  const send = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
  client.query = (async (...args: unknown[]) => {
    try {
      return await send(...args)
    } catch (error) {
      if ((error as Error).message === 'Query read timeout') client.connection.stream.destroy()
      throw error
    }
  }) as typeof client.query
}

function postgresConnection(url: string, silenceMs: number): Connection {
  return {
    connection: {
      ...serverOptions(url),
      schema: queueSchema(schemaName(url)),
      migrate: true,
      Client: QueueClient,
      max: 4,
      connectionTimeoutMillis: connectMs,
      statement_timeout: silenceMs,
      query_timeout: silenceMs + 2_000, // a lost response: otherwise the server would have reported a timeout
      idle_in_transaction_session_timeout: silenceMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
    },
    backendFactory: postgresBackend,
    close: async () => {},
  }
}
