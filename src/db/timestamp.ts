import { z } from 'zod'

/** A moment as answers have it: as `Date.toISOString` writes it. */
export const Timestamp = z.iso.datetime().meta({ id: 'Timestamp' })
