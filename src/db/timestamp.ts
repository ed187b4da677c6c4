import { z } from 'zod'

/** Timestamps in responses, in the format of `Date.toISOString`. */
export const Timestamp = z.iso.datetime().meta({ id: 'Timestamp' })
