import { z } from 'zod'

/**
 * The value of a choice. A scalar option is its own value. An object option is named by its `type` if that is
 * unique, otherwise by its index; arrays and holes are named by index.
 */
export const ParamValue = z.union([z.number(), z.string(), z.boolean(), z.null()])
export type ParamValue = z.infer<typeof ParamValue>

/** The values of a trial by parameter name; inactive conditional parameters are absent. */
export const Params = z.record(z.string(), ParamValue)
export type Params = Readonly<z.infer<typeof Params>>
