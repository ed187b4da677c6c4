/** What a DATABASE_URL says: where PostgreSQL is, and in which of its schemas our tables are. */
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'

/**
 * Options of a connection on which names without a schema are those of the URL's schema. Prisma's parameter
 * `?schema=` is unknown to the driver; without it the schema is `public`, as Prisma has it.
 */
export function connectionTo(url: string): pg.ClientConfig {
  const config = serverOf(url)
  const path = pg.escapeIdentifier(schemaOf(url)).replace(/[\\\s]/g, '\\$&')
  // what the URL sets comes first: the last one counts
  const options = [config.options, `-c search_path=${path}`].filter(Boolean).join(' ')
  return { ...config, options }
}

/** Options of a connection as the server's own settings have it. */
export function serverOf(url: string): pg.ClientConfig {
  const { schema: _, ...config } = parseIntoClientConfig(url) as pg.ClientConfig & {
    schema?: string
  }
  return config
}

export function schemaOf(url: string): string {
  return new URL(url).searchParams.get('schema') ?? 'public'
}

export function withSchema(url: string, schema: string): string {
  const named = new URL(url)
  named.searchParams.set('schema', schema)
  return named.href
}

/** For people, without the password. */
export function placeOf(url: string): string {
  const { user, host, port, database } = new pg.Client(serverOf(url))
  return `${user}@${host}:${port}/${database}`
}
