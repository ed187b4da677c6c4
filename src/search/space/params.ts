import { z } from 'zod'

/**
 * A choice's value: a scalar option stands for itself, an object option is named by its `type` where
 * that tells it from the others, else by its index; arrays and holes by index.
 */
export const ParamValue = z.union([z.number(), z.string(), z.boolean(), z.null()])
export type ParamValue = z.infer<typeof ParamValue>

/** The values that one trial was given, by parameter name; inactive conditional parameters are absent. */
export const Params = z.record(z.string(), ParamValue)
export type Params = Readonly<z.infer<typeof Params>>
