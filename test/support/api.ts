/** The API on a database of its own: requests go in by inject, answers are checked against their schemas. */
import { type Api, type ApiOptions, type ApiTools, buildApp } from '../../src/api/app.ts'
import { watchDisk } from '../../src/api/disk.ts'
import { listen } from '../../src/api/live/notifications.ts'
import { type Db, type DbOptions, openDb } from '../../src/db/client.ts'
import { createLogger } from '../../src/log.ts'
import type { OfferedTrial, Queues } from '../../src/queue.ts'
import { createSuggester, type Suggester } from '../../src/study/suggest/suggester.ts'
import { createDatasetReader, type ReaderLimits } from '../../src/upload/dataset-reader.ts'
import { type TestDatabase, testDatabase } from './database.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape; the assertions are the types
export type Json = any

export interface Answer {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: Json
}

export interface TestApi {
  app: Api
  db: Db
  databaseUrl: string
  queues: RecordedQueues
  suggester: Suggester
  call(
    method: Method,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  close(): Promise<void>
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface RecordedQueues extends Queues {
  searches: string[]
  groups: OfferedTrial[]
}

type Changes = Partial<ApiOptions> & {
  reader?: Partial<ReaderLimits>
  predictor?: Partial<ApiTools['predictor']>
  database?: DbOptions
  isPrepared?: () => boolean
}

export async function testApi(changes: Changes = {}): Promise<TestApi> {
  return apiOn(await testDatabase(changes.database), changes)
}

/** Another API on the database of the first one, with connections of its own, as another process has them. */
export async function anotherApi({ databaseUrl }: TestApi, changes: Changes = {}) {
  const db = openDb(databaseUrl)
  return apiOn({ db, url: databaseUrl, close: () => db.close() }, changes)
}

async function apiOn(
  { db, url, close }: TestDatabase,
  { predictor = {}, reader = {}, database: _, isPrepared = () => true, ...options }: Changes,
): Promise<TestApi> {
  const log = createLogger('silent', 'test')
  const notifications = await listen(url, log)
  const queues = recordedQueues()
  const closing = new AbortController()
  const datasetReader = createDatasetReader(reader)
  const suggester = createSuggester()
  const tools: ApiTools = {
    db,
    queues,
    notifications,
    suggester,
    datasetReader,
    isPrepared,
    predictor: { ...noPredictor, ...predictor },
    closing: closing.signal,
    disk: watchDisk(null),
  }
  const app = await buildApp(tools, { apiKey: null, log, checksAnswers: true, ...options })
  await app.ready()
  return {
    app,
    db,
    databaseUrl: url,
    queues,
    suggester,
    async call(method, at, body, headers = {}) {
      const answer = await app.inject({
        method,
        url: at,
        headers,
        ...(body === undefined ? {} : { payload: body as object }),
      })
      const isJson = answer.body !== '' && String(answer.headers['content-type']).includes('json')
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: isJson ? answer.json() : answer.body,
      }
    },
    async close() {
      closing.abort()
      await app.close()
      await Promise.all([notifications.close(), suggester.close(), datasetReader.close()])
      await close()
    },
  }
}

/** Jobs are written down, and nobody takes them. */
export function recordedQueues(): RecordedQueues {
  const searches: string[] = []
  const groups: OfferedTrial[] = []
  return {
    backend: 'postgres',
    searches,
    groups,
    addSearch: async (studyId) => void searches.push(studyId),
    addTrain: async (added) => void groups.push(...added),
    isUp: async () => true,
    consume: () => {
      throw new Error('nothing is consumed here')
    },
    close: async () => {},
  }
}

const noPredictor: ApiTools['predictor'] = {
  predict: () => Promise.reject(new Error('no predictor in this test')),
  evaluate: () => Promise.reject(new Error('no predictor in this test')),
  export: () => Promise.reject(new Error('no predictor in this test')),
  diagnose: () => Promise.reject(new Error('no predictor in this test')),
  checkFormats: () => Promise.reject(new Error('no predictor in this test')),
  rows: () => Promise.reject(new Error('no predictor in this test')),
  close: async () => {},
}
