/** The zod schema of `{ "type": …, …options }` for a registry: an unknown type or option is a fault. */
import { z } from 'zod'

export function taggedOptions<Name extends string>(
  registry: Readonly<Record<Name, { options: z.ZodObject }>>,
) {
  const variants = (Object.keys(registry) as Name[]).map((name) =>
    z.strictObject({ type: z.literal(name), ...registry[name].options.shape }),
  )
  const [first, ...others] = variants
  if (first === undefined) throw new Error('An empty registry has no schema')
  const union = z.discriminatedUnion('type', [first, ...others])
  return union as unknown as z.ZodType<{ type: Name } & Record<string, unknown>>
}
