import type { FastifyHelmetOptions } from '@fastify/helmet'

/**
 * Helmet's set. Pages load from here alone; styles may be inline, as Swagger UI writes them. Nothing is upgraded to
 * TLS by itself: without a proxy that speaks it, `/docs` would load no more.
 */
export const securityHeaders: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      connectSrc: ["'self'"],
      fontSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  },
  // heard over TLS only; other names below ours are not ours to decide
  strictTransportSecurity: { includeSubDomains: false },
  xFrameOptions: { action: 'deny' },
}
