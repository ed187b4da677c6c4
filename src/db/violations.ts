/** Constraint violations, as reported by the driver or by Prisma. */

/** A row with the same key exists. */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, '23505', 'P2002')
}

/** A referenced row does not exist. */
export function isForeignKeyViolation(error: unknown): boolean {
  return hasCode(error, '23503', 'P2003')
}

/** @see https://www.prisma.io/docs/orm/reference/error-reference and PostgreSQL's appendix A */
function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as { code?: string }).code ?? '')
}
