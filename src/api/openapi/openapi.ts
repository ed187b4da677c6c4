/** The OpenAPI 3.1 document, made from the routes' zod schemas: /openapi.json and, for people, /docs. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { spaceSchemas } from '../schemas/space.ts'
import { bodyExamples, parameterExamples } from './examples.ts'
import { addExamples, type OpenApiDocument, tidyDocument } from './tidy-document.ts'

const info = {
  title: 'Sweepd',
  version: '0.1.0',
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  description:
    'Hyper-parameter search: POST a study, poll its leaderboard. Whatever is refused is answered with a problem ' +
    'document (RFC 9457): `type` says which kind, `errors` points at each fault, into the body or at ' +
    '`/query/…`, `/params/…`, `/headers/…`.',
}

const servers = [{ url: '/', description: 'the server that this document is from' }]

const tags = [
  { name: 'datasets', description: 'Upload data, see what was understood' },
  { name: 'spaces', description: 'See what a search space means' },
  { name: 'studies', description: 'Start, follow and steer searches' },
  { name: 'trials', description: 'Look at trials, use their models' },
  { name: 'ask-and-tell', description: 'Train elsewhere: ask for trials, tell how they ended' },
  { name: 'analysis', description: 'Data of plots' },
  { name: 'server', description: 'What this server has, and its health' },
]

const key = {
  type: 'http' as const,
  scheme: 'bearer',
  description: 'SWEEPD_API_KEY, where the server has one',
}

/** Before the routes: what is registered later is in the document. */
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
  // made when the first client asks: the start does not wait for it
  let made: OpenApiDocument | null = null
  const document = () => {
    if (made !== null) return made
    const written = structuredClone(app.swagger()) as unknown as OpenApiDocument
    addExamples(written, bodyExamples, parameterExamples)
    made = tidyDocument(written, spaceSchemas())
    return made
  }
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    transformSpecification: document,
    transformSpecificationClone: false,
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => document())
}
