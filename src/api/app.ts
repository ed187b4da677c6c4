/** The API as a Fastify instance; listening is server.ts. */
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { type FastifyBaseLogger, type FastifyInstance, fastify } from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import type { Db } from '../db/client.ts'
import type { Logger } from '../log.ts'
import type { Predictor } from '../predict/predictor.ts'
import type { Queues } from '../queue.ts'
import { requireApiKey } from './auth.ts'
import type { Notifications } from './notifications.ts'
import { registerProblems } from './problem.ts'
import { askRoutes } from './routes/ask.ts'
import { controlRoutes } from './routes/control.ts'
import { datasetRoutes } from './routes/datasets.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { leaderboardRoutes } from './routes/leaderboard.ts'
import { modelRoutes } from './routes/models.ts'
import { registryRoutes } from './routes/registries.ts'
import { spaceRoutes } from './routes/spaces.ts'
import { studyRoutes } from './routes/studies.ts'
import { trialRoutes } from './routes/trials.ts'
import { workerRoutes } from './routes/workers.ts'

/** What the routes work with. */
export interface ApiTools {
  db: Db
  queues: Queues
  notifications: Notifications
  predictor: Predictor
  /** Aborts when the server closes: open streams and long polls end. */
  closing: AbortSignal
}

export type Api = FastifyInstance<
  import('fastify').RawServerDefault,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

export const limits = {
  bodyBytes: 1024 * 1024,
  uploadBytes: 256 * 1024 * 1024,
}

export async function buildApp(
  tools: ApiTools,
  { apiKey, log }: { apiKey: string | null; log: Logger },
): Promise<Api> {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: true,
    // a study's name or a cursor is data: its prototype keys are refused, not dropped
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  registerProblems(app as never)
  if (apiKey !== null) requireApiKey(app as never, apiKey)
  acceptEmptyJson(app as never)

  await app.register(multipart, { limits: { fileSize: limits.uploadBytes, files: 1, fields: 4 } })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sweepd',
        version: '0.1.0',
        description: 'Hyper-parameter search: POST a study, poll its leaderboard.',
      },
      ...(apiKey === null
        ? {}
        : {
            components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
            security: [{ key: [] }],
          }),
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  for (const routes of [
    datasetRoutes,
    spaceRoutes,
    studyRoutes,
    controlRoutes,
    trialRoutes,
    askRoutes,
    leaderboardRoutes,
    eventRoutes,
    modelRoutes,
    workerRoutes,
    registryRoutes,
    healthRoutes,
  ]) {
    await app.register(async (scope) => routes(scope as Api, tools))
  }
  return app as Api
}

/** Clients that POST without a body often still name JSON as its type. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
}
