/** Schemas of things that are told apart by `type`, made from a registry. */
import { z } from 'zod'

export type Typed = { type: string } & Record<string, unknown>

/**
 * `{ "type": name, ...options }` for every entry of a registry of option schemas.
 *
 * @param what     the word for one of them, for messages: `unknown sampler "x"; there are: grid, random`
 * @param options  strict object schemas without `type`
 */
export function typedUnion(
  what: string,
  options: Readonly<Record<string, z.ZodObject>>,
): z.ZodType<Typed> {
  const members = Object.entries(options).map(([type, schema]) =>
    schema.extend({ type: z.literal(type) }),
  )
  const [first, ...others] = members
  if (!first) throw new Error(`there is no ${what}`)
  const names = Object.keys(options).join(', ')
  return z.discriminatedUnion('type', [first, ...others], {
    error: (issue) => {
      const given = (issue.input as { type?: unknown } | null | undefined)?.type
      return issue.code === 'invalid_union'
        ? `unknown ${what} ${JSON.stringify(given)}; there are: ${names}`
        : undefined
    },
  }) as unknown as z.ZodType<Typed>
}
