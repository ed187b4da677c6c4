/** Generates the OpenAPI 3.1 document from the zod schemas of the routes: /openapi.json, /docs for people, and the schema of
 * a study for editors. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { spaceSchemas } from '../schemas/space.ts'
import { bundleSchema } from './bundle-schema.ts'
import { answerExamples, bodyExamples, parameterExamples } from './examples.ts'
import { addExamples, type OpenApiDocument, tidyDocument } from './tidy-document.ts'

const info = {
  title: 'Sweepd',
  version: '0.1.0',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description:
    'Hyper-parameter search: POST a study, poll its leaderboard. Errors are problem ' +
    'documents (RFC 9457): `type` is the kind of error, `errors` points at each fault, in the body or at ' +
    '`/query/…`, `/params/…`, `/headers/…`.',
}

const servers = [{ url: '/', description: 'this server' }]

const tags = [
  { name: 'datasets', description: 'Upload data and inspect its columns' },
  { name: 'spaces', description: 'Preview search spaces' },
  { name: 'studies', description: 'Start, follow and control searches' },
  { name: 'trials', description: 'Read trials and use their models' },
  { name: 'ask-and-tell', description: 'Train with your own program: get trials, report results' },
  { name: 'analysis', description: 'Data for plots' },
  { name: 'server', description: 'Registries, workers and health' },
]

const key = {
  type: 'http' as const,
  scheme: 'bearer',
  description: 'SWEEPD_API_KEY, if the server requires one',
}

/** Call before registering routes: only later routes are documented. */
export async function documentRoutes(app: FastifyInstance, needsKey: boolean): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      servers,
      tags,
      components: { securitySchemes: { key } },
      security: needsKey ? [{ key: [] }] : [{}, { key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  // generated on the first request, so that it does not delay start-up
  let made: OpenApiDocument | null = null
  const document = () => {
    if (made !== null) return made
    const written = structuredClone(app.swagger()) as unknown as OpenApiDocument
    addExamples(written, {
      bodies: bodyExamples,
      answers: answerExamples,
      parameters: parameterExamples,
    })
    made = tidyDocument(written, spaceSchemas())
    return made
  }
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    transformSpecification: document,
    transformSpecificationClone: false,
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => document())
  // hidden: its example would be the schema itself, half as long as the document
  app.get('/v1/schemas/study', { schema: { hide: true } }, async () =>
    bundleSchema(document(), 'StudySpec'),
  )
}
