/** Constraints that a statement would have broken, whether the driver or Prisma tells of it. */

/** A row of that key is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, '23505', 'P2002')
}

/** What a row refers to is not there. */
export function isForeignKeyViolation(error: unknown): boolean {
  return hasCode(error, '23503', 'P2003')
}

/** @see https://www.prisma.io/docs/orm/reference/error-reference and PostgreSQL's appendix A */
function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as { code?: string }).code ?? '')
}
