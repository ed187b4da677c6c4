/** Schema of registry entries: `{"type": name, …options}`, or just the name for the default options. */
import { z } from 'zod'
import { unknownName } from './schema-faults.ts'

/** Type of a value that the schema accepts. */
export type Tagged<Registry extends Record<string, { options: z.ZodObject }>> = {
  [Name in keyof Registry]: { type: Name } & z.infer<Registry[Name]['options']>
}[keyof Registry]

/**
 * The message for an unknown name lists the known ones. The schema's metadata field `shortForm` is the JSON Schema of
 * names that may stand alone, for the OpenAPI document.
 *
 * @param kind  kind of entry, for messages: `sampler`
 */
export function taggedUnion<Spec>(
  kind: string,
  registry: Readonly<Record<string, { options: z.ZodObject }>>,
): z.ZodType<Spec> {
  const names = Object.keys(registry)
  const variants = names.map((name) =>
    z.strictObject({ type: z.literal(name), ...registry[name]?.options.shape }),
  )
  const union = z.discriminatedUnion('type', variants as [(typeof variants)[number]], {
    error({ code, input }) {
      if (code !== 'invalid_union') return undefined
      const { type } = input as { type?: unknown }
      return type === undefined
        ? `a ${kind} needs a type: use one of ${names.join(', ')}`
        : unknownName(kind, type, names)
    },
  })
  const named = z.preprocess((spec) => (typeof spec === 'string' ? { type: spec } : spec), union)
  const alone = names.filter((name) => needsNoOptions(registry[name]?.options.shape ?? {}))
  const described =
    alone.length > 0 ? named.meta({ shortForm: { type: 'string', enum: alone } }) : named
  return described as unknown as z.ZodType<Spec>
}

function needsNoOptions(shape: z.ZodRawShape): boolean {
  return Object.entries(shape).every(
    ([option, schema]) => option === 'type' || z.safeParse(schema, undefined).success,
  )
}

/** A registry's entry and the options that go with it. */
export function chosen<T>(
  registry: Readonly<Record<string, T>>,
  { type, ...options }: { type: string },
): { definition: T; options: Record<string, unknown> } {
  const definition = registry[type]
  if (!definition) throw new Error(`there is no ${type} in this registry`)
  return { definition, options }
}
