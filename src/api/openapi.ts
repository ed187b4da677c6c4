/** The OpenAPI 3.1 document, made from the routes' zod schemas: /openapi.json and, for people, /docs. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

const info = {
  title: 'Sweepd',
  version: '0.1.0',
  description:
    'Hyper-parameter search: POST a study, poll its leaderboard. Whatever is refused is answered with a problem ' +
    'document (RFC 9457): `type` says which kind, `errors` points at each fault, into the body or at ' +
    '`/query/…`, `/params/…`, `/headers/…`.',
}

const bearer = {
  components: { securitySchemes: { key: { type: 'http' as const, scheme: 'bearer' } } },
  security: [{ key: [] }],
}

/** Before the routes: what is registered later is in the document. */
export async function documentRoutes(app: FastifyInstance, needsKey: boolean): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info, ...(needsKey ? bearer : {}) },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    transformSpecification: (document) => withoutUnused(document),
    transformSpecificationClone: true,
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () =>
    withoutUnused(structuredClone(app.swagger())),
  )
}

/** Every schema with an id is made twice, as input and as output: what nobody refers to goes. */
function withoutUnused<Document extends object>(document: Document): Document {
  const { components } = document as { components?: { schemas?: Record<string, unknown> } }
  const schemas = components?.schemas ?? {}
  for (;;) {
    const text = JSON.stringify(document)
    const unused = Object.keys(schemas).filter(
      (name) => !text.includes(`"#/components/schemas/${name}"`),
    )
    if (unused.length === 0) return document
    for (const name of unused) delete schemas[name]
  }
}
