/** Builds the API as a Fastify instance; server.ts makes it listen. */
import crypto from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  fastify,
  LogController,
  type RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '../db/client.ts'
import { Problem } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Predictor } from '../predict/predictor.ts'
import type { Queues } from '../queue.ts'
import type { Suggester } from '../study/suggest/suggester.ts'
import type { DatasetReader } from '../upload/dataset-reader.ts'
import { builtDashboard, dashboardRoutes } from './dashboard/dashboard.ts'
import type { Disk } from './disk.ts'
import { compressAnswers } from './http/compression.ts'
import { sendUnchangedWithoutBody } from './http/etag.ts'
import { hangUpWhenClosing } from './http/hang-up.ts'
import { parseJsonBodies } from './http/json-body.ts'
import { answerMalformedHttp, answerRoutingError, registerProblems } from './http/problem.ts'
import { answerSerializer } from './http/raw-json.ts'
import { validatorCompiler } from './http/validation.ts'
import type { Notifications } from './live/notifications.ts'
import { documentRoutes } from './openapi/openapi.ts'
import { askRoutes } from './routes/ask.ts'
import { controlRoutes } from './routes/control.ts'
import { datasetLookRoutes } from './routes/dataset-looks.ts'
import { datasetRoutes } from './routes/datasets.ts'
import { doctorRoutes } from './routes/doctor.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoutes } from './routes/export.ts'
import { healthRoutes } from './routes/health.ts'
import { modelRoutes } from './routes/models.ts'
import { registryRoutes } from './routes/registries.ts'
import { analysisRoutes } from './routes/results/analysis.ts'
import { finalistRoutes } from './routes/results/finalists.ts'
import { leaderboardRoutes } from './routes/results/leaderboard.ts'
import { studyModelRoutes } from './routes/results/study-model.ts'
import { timelineRoutes } from './routes/results/timeline.ts'
import { trialTableRoutes } from './routes/results/trial-table.ts'
import { spaceRoutes } from './routes/spaces.ts'
import { studyRoutes } from './routes/studies.ts'
import { studiesEventRoutes } from './routes/studies-events.ts'
import { diagnosisRoutes } from './routes/trial/diagnosis.ts'
import { trialRoutes } from './routes/trials.ts'
import { workerRoutes } from './routes/workers.ts'
import { requireApiKey } from './security/auth.ts'
import { type BrowserRules, guardAgainstPages } from './security/browser-guard.ts'
import { securityHeaders } from './security/security-headers.ts'

/** Dependencies of the routes. */
export interface ApiTools {
  db: Db
  queues: Queues
  notifications: Notifications
  predictor: Predictor
  datasetReader: DatasetReader
  suggester: Suggester
  /** Have the built-in datasets been created? */
  isPrepared(): boolean
  /** Aborts when the server shuts down, which ends open streams and long polls. */
  closing: AbortSignal
  disk: Disk
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

export interface ApiOptions {
  apiKey: string | null // null: no key required
  log: Logger
  browserRules?: BrowserRules
  bodyBytes?: number
  uploadBytes?: number
  /** Folder of the built dashboard. */
  dashboard?: string
  /** Validates every response against its schema. For tests: it costs more than the response itself. */
  checksAnswers?: boolean
}

const routes = [
  datasetRoutes,
  datasetLookRoutes,
  spaceRoutes,
  studyRoutes,
  controlRoutes,
  finalistRoutes,
  trialRoutes,
  askRoutes,
  leaderboardRoutes,
  trialTableRoutes,
  analysisRoutes,
  timelineRoutes,
  eventRoutes,
  studiesEventRoutes,
  exportRoutes,
  doctorRoutes,
  modelRoutes,
  diagnosisRoutes,
  studyModelRoutes,
  workerRoutes,
  registryRoutes,
  healthRoutes,
]

export async function buildApp(tools: ApiTools, options: ApiOptions): Promise<Api> {
  const { apiKey, log, bodyBytes = 2 ** 20, uploadBytes = 2 ** 28, checksAnswers = false } = options
  const { browserRules = { hosts: [], origins: [] }, dashboard = builtDashboard } = options
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => crypto.randomUUID(), // unique across API processes
    bodyLimit: bodyBytes,
    routerOptions: {
      maxParamLength: 2 ** 14, // the schemas limit the length of ids
      ignoreTrailingSlash: true,
    },
    http: { requireHostHeader: false }, // the guard below rejects requests without one, with a problem document
    return503OnClosing: false, // likewise for requests during shutdown
    frameworkErrors: answerRoutingError,
    clientErrorHandler: answerMalformedHttp,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(answerSerializer(checksAnswers))
  await app.register(helmet, securityHeaders)
  // before the problem handlers, so that the OPTIONS route of CORS does not count as a resource
  await guardAgainstPages(app, browserRules)
  registerProblems(app, tools.disk.markFull)
  app.addHook('onRequest', async ({ url }) => {
    if (!tools.closing.aborted || /^\/(healthz|readyz)\b/.test(url)) return
    throw new Problem('stopping', 'The service is stopping. Try again later.')
  })
  if (apiKey !== null) requireApiKey(app, apiKey)
  parseJsonBodies(app)
  app.addHook('onResponse', async (request, { statusCode, elapsedTime }) => {
    const { method, url } = request
    request.log.debug({ method, url, statusCode, elapsedMs: elapsedTime }, 'request answered')
  })

  sendUnchangedWithoutBody(app)
  hangUpWhenClosing(app)

  await app.register(multipart, {
    limits: { fileSize: uploadBytes, fieldSize: bodyBytes, files: 2, fields: 8 },
  })
  await compressAnswers(app)
  await dashboardRoutes(app, dashboard)
  await documentRoutes(app, apiKey !== null)
  for (const register of routes) {
    await app.register(async (scope) => register(scope as unknown as Api, tools))
  }
  return app as unknown as Api
}
