/** Parses DATABASE_URL: the server, and the schema of our tables. */
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'

/**
 * Connection options whose search_path is the schema in the URL. The driver does not know Prisma's parameter
 * `?schema=`; without it the schema is `public`, as in Prisma.
 */
export function connectionTo(url: string): pg.ClientConfig {
  const config = serverOptions(url)
  const path = pg.escapeIdentifier(schemaName(url)).replace(/[\\\s]/g, '\\$&')
  // options in the URL come first, because the last one wins
  const options = [config.options, `-c search_path=${path}`].filter(Boolean).join(' ')
  return { ...config, options }
}

/** Connection options with the server's default search_path. */
export function serverOptions(url: string): pg.ClientConfig {
  const { schema: _, ...config } = parseIntoClientConfig(url) as pg.ClientConfig & {
    schema?: string
  }
  return config
}

export function schemaName(url: string): string {
  return new URL(url).searchParams.get('schema') ?? 'public'
}

export function withSchema(url: string, schema: string): string {
  const named = new URL(url)
  named.searchParams.set('schema', schema)
  return named.href
}

/** For messages, without the password. */
export function describeServer(url: string): string {
  const { user, host, port, database } = new pg.Client(serverOptions(url))
  return `${user}@${host}:${port}/${database}`
}
