import type { FastifyHelmetOptions } from '@fastify/helmet'

/**
 * Helmet's headers. Pages load resources from this server only; inline styles are allowed for Swagger UI. Nothing is
 * upgraded to TLS, since `/docs` would not load without a TLS proxy.
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
  // browsers accept it over TLS only; subdomains are not ours to decide
  strictTransportSecurity: { includeSubDomains: false },
  xFrameOptions: { action: 'deny' },
}
