/** Migrates a database to the schema of this version. */
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { defaultTimeouts, keepAliveOptions } from '../client.ts'
import { connectionTo, schemaName } from './connection.ts'
import { applyMigrations, openSchemaEngine } from './schema-engine.ts'

const lockKey = 0x53776565 // 'Swee': advisory lock for processes that start in the same schema at once

/**
 * Everything is one transaction, including Prisma's bookkeeping: a start that is killed leaves the database unchanged
 * and no migration marked as failed.
 *
 * @returns names of the applied migrations; empty if the database was current
 */
export async function migrate(databaseUrl: string, prismaFolder: string): Promise<string[]> {
  const folder = path.join(prismaFolder, 'migrations')
  const name = schemaName(databaseUrl)
  // one connection, so that the engine's statements run in our transaction
  // no time limit for a migration, but keep-alive detects a lost server
  const pool = new pg.Pool({
    ...connectionTo(databaseUrl),
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: defaultTimeouts.connectMs,
    ...keepAliveOptions,
  })
  try {
    await pool.query('BEGIN')
    await pool.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [lockKey, name])
    await makeSchema(pool, name)
    if (await isCurrent(pool, folder)) return []
    const datamodel = fs.readFileSync(path.join(prismaFolder, 'schema.prisma'), 'utf8')
    const engine = await openSchemaEngine(pool, { datamodel, schema: name })
    try {
      const applied = await applyMigrations(engine, folder)
      await pool.query('COMMIT')
      return applied
    } finally {
      engine.free()
    }
  } finally {
    await pool.end()
  }
}

/** Checked first: a user without the privilege to create schemas may use an existing one. */
async function makeSchema(pool: pg.Pool, name: string): Promise<void> {
  const found = await pool.query('SELECT FROM pg_namespace WHERE nspname = $1', [name])
  if (found.rowCount === 0) await pool.query(`CREATE SCHEMA ${pg.escapeIdentifier(name)}`)
}

/** Avoids loading the engine when there is nothing to migrate. */
async function isCurrent(pool: pg.Pool, folder: string): Promise<boolean> {
  const { rows } = await pool.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  )
  if (!rows[0]?.exists) return false
  const applied = await pool.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  const names = new Set(applied.rows.map((row) => row.migration_name))
  const wanted = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
  return wanted.every((entry) => names.has(entry.name))
}
