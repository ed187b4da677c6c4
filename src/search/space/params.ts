/** The values that one trial was given, by parameter name; inactive conditional parameters are absent. */
export type Params = Readonly<Record<string, ParamValue>>

/**
 * A choice's value: a scalar option stands for itself, an object option is named by its `type` where
 * that tells it from the others, else by its index; arrays and holes by index.
 */
export type ParamValue = number | string | boolean | null
