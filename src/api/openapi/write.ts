/**
 * Writes the OpenAPI document into a file, without a database or a listening server; the set-up makes types from it:
 *
 *     node dist/src/api/openapi/write.js openapi.json
 */
import { writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import type { Db } from '../../db/client.ts'
import { type ApiTools, buildApp } from '../app.ts'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('name the file to write')

/** Routes that are described but never called need none of their tools. */
const noTools = { db: {} as Db, disk: {}, closing: new AbortController().signal } as ApiTools

const app = await buildApp(noTools, { apiKey: null, log: pino({ level: 'silent' }) })
const { body } = await app.inject({ method: 'GET', url: '/openapi.json' })
await app.close()
await writeFile(file, body)
