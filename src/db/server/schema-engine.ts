/**
 * Prisma's schema engine as WebAssembly, so that the binary of `prisma migrate` need not be downloaded. Its
 * bookkeeping table `_prisma_migrations` stays compatible with Prisma's tools.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import type pg from 'pg'

export type SchemaEngine = engine.SchemaEngine

// a Node global that @types/node 20 leaves to the DOM library
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { exports: WasmExports }
}
interface WasmExports {
  __wbindgen_start?: () => void
}

/**
 * The stock adapter splits a migration at every semicolon, even inside function bodies; this one sends it whole. The
 * `CREATE SCHEMA` of the first migration is dropped: the schema exists, and the statement needs a privilege.
 */
class WholeScriptPg extends PrismaPg {
  override async connect() {
    const connection = await super.connect()
    connection.executeScript = async (script) => {
      const needed = script.replace(/^CREATE SCHEMA IF NOT EXISTS "public";$/m, '')
      await connection.underlyingDriver().query(needed)
    }
    return connection
  }
}

const noTables = { externalTables: [], externalEnums: [] }

/** Caller frees the engine. */
export async function openSchemaEngine(
  pool: pg.Pool,
  { datamodel, schema }: { datamodel: string; schema: string },
): Promise<SchemaEngine> {
  loadWasm()
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptPg(pool, { schema }))
  return engine.SchemaEngine.new({ datamodels: [['schema.prisma', datamodel]] }, () => {}, adapter)
}

/** Applies missing migrations in order; returns their names. */
export async function applyMigrations(open: SchemaEngine, folder: string): Promise<string[]> {
  const { appliedMigrationNames } = await open.applyMigrations({
    migrationsList: readMigrations(folder),
    filters: noTables,
  })
  return appliedMigrationNames
}

function readMigrations(folder: string) {
  const names = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8'),
        },
      },
    })),
  }
}

let isLoaded = false
function loadWasm(): void {
  if (isLoaded) return
  const require = createRequire(import.meta.url)
  const glue = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = fs.readFileSync(glue.replace(/\.js$/, '.wasm'))
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    './schema_engine_bg.js': { ...engine, ...quietTimers() },
  })
  const glueCode = engine as unknown as { __wbg_set_wasm(exports: WasmExports): void }
  glueCode.__wbg_set_wasm(exports)
  exports.__wbindgen_start?.()
  isLoaded = true
}

/** The engine leaves a ten-second timer behind, which must not keep the process alive. */
function quietTimers(): Record<string, (callback: () => void, ms: number) => NodeJS.Timeout> {
  const names = Object.keys(engine).filter((name) => name.startsWith('__wbg_setTimeout_'))
  return Object.fromEntries(
    names.map((name) => [name, (callback, ms) => setTimeout(callback, ms >>> 0).unref()]),
  )
}
